from analysis import charts


def test_the_bundle_is_the_same_bytes_every_time():
    charts.plotly_gzip.cache_clear()
    first = charts.plotly_gzip()
    charts.plotly_gzip.cache_clear()
    assert charts.plotly_gzip() == first
    assert len(first) < 1_600_000
