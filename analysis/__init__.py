"""Demarche: who said what, where do they stand, on which topic, and where is that written?"""
