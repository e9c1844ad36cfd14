// What the files of the front end hand each other. The payload is told at the top of analysis/payload.py;
// no page carries this file: `tsc -p .` checks the others by it.

export interface Payload {
  schema: number;
  article: Article;
  segments: Segment[];
  speakers: Speaker[];
  statements: StatementRow[];
  columns: { statements: Column[] };
  positions: Look[];
  acts: Record<string, { label: string }>;
  topics: Topic[];
  issues: Issue[];
  disagreements: Disagreement[];
  manners: Record<string, { label: string }>;
  method: { version: string; codebook: string; notes: { title: string; text: string }[]; sure: string; reviewed: string };
}

// `published` is an ISO date, or empty.
type Imprint = Record<"id" | "digest" | "title" | "outlet" | "author" | "published" | "url", string>;
export interface Article extends Imprint {
  words: number;
  topics: { id: string; label: string }[];
}

// A stretch of the text; those of an article, joined, are the text.
export interface Segment {
  text: string;
  part: string | null;
  statement: string | null;
  nested: string[];
  role: string | null;
  marks: Mark[];
}

export interface Mark { statement: string; role: string; tells: string }
export interface Speaker extends Record<"key" | "name" | "kind" | "role" | "by_office", string> {
  actor: string | null;
  words: number;
  statements: number;
}

// The columns of a statement in the CSV: tables.COLUMNS["statements"].
type Words =
  | ("article" | "outlet" | "published" | "key" | "kind" | "manner" | "speakers" | "roles" | "actors" | "source")
  | ("cue" | "content" | "act" | "plover" | "cameo" | "quad" | "position" | "lean" | "target" | "issue" | "topics")
  | ("cap" | "topic_rule" | "rule" | "resolution_rule" | "position_rule" | "because" | "sentence")
  | ("coder" | "verdict" | "was");
type Chances = ChanceId | "act_confidence" | "target_confidence";
type Numbers = "number" | "start" | "end";
export interface Columns extends Record<Words, string>, Record<Chances, Chance>, Record<Numbers, number> {
  inherited: boolean;
}
export type Column = keyof Columns;
export type Chance = number | null; // from 0 to 1; null where nobody gave one

// What the view alone needs of a statement.
interface Shared {
  actor_names: string[];
  words: number;
  codes: Code[];
  act_rule: string;
  chances: Record<string, number>;
  resolved: string;
  reports: Report[];
  on: OnIssue[];
  further: Further[];
  decides: string;
  paragraph: number;
  named: string;
  machine: { field: string; words: string }[];
}

// A statement as it is sent, with the keys of its speakers.
export interface StatementRow extends Columns, Shared { people: string[] }
export interface Code { id: string; inherited: boolean; rule: string; confidence: Chance; terms: string[] }
export interface Report { source: string; cue: string; content: string }
export interface OnIssue extends Record<"id" | "position" | "target" | "decides", string> {
  lean: string | null;
  turned: string[];
  sure: Chance;
}

// A position and what it is toward, as it is drawn and told; and one that a statement holds beside its main one.
export type Stood = Pick<Columns, "position" | "lean" | "target" | "position_confidence">;
export interface Standing { drawn: Look; toward: string; stand: string }
export type Sure = Pick<StatementRow, "position" | "position_confidence" | "position_rule" | "chances" | "decides">;
export interface Further extends Stood, Sure { target_confidence: Chance }
export interface Issue { id: string; label: string; kind: string; topic: string; confidence: Chance }
export interface Disagreement { issue: string; sides: Side[] }
export interface Side { name: string; actor: string; position: string; statements: string[]; quotation: Stretch[] }
export interface Stretch { text: string; decides: boolean }
export interface Topic { id: string; label: string; definition: string }
export interface Look { id: string; label: string; glyph: string; hollow: string; colour: string; pattern: string; line: string }

// What is chosen (NOTHING of state.js) and how it is laid out (START of address.js).
export type FacetId = "speakers" | "actors" | "topics" | "positions" | "acts" | "kinds" | "issues" | "manners";
export type ChanceId = "confidence" | "resolution_confidence" | "position_confidence";
export type Measure = "statements" | "words";

export interface Filters extends Record<FacetId, string[]>, Record<ChanceId, number> {
  together: boolean;
  own: boolean;
  text: string;
  statement: string | null;
}

export interface State extends Filters {
  measure: Measure;
  rows: "speakers" | "actors";
  all: boolean;
  every: boolean;
  columns: string[];
  sort: Sort;
  kept?: Kept[];
}

export interface Sort { by: string; down: boolean }
export interface Kept { key: string; note: string }
export type Change = Partial<State>;
export type Update = (change: Change) => void;

// What can be chosen in a filter; a position has a glyph.
export interface Option { id: string; label: string; about?: string; glyph?: string; definition?: string }

export interface FacetKind {
  id: FacetId;
  title: string;
  none?: string;
  open?: boolean;
  of: (statement: Described) => string[];
  options: (payload: Payload) => Option[];
}

export interface Facet extends Omit<FacetKind, "options"> { options: Option[] }

// A statement with the names and labels that are shown of it, and then with what it is filtered by.
type Shown = Record<"toward" | "stand" | "actLabel" | "kindLabel" | "mannerLabel", string>;
export interface Described extends Columns, Shared, Shown {
  people: Speaker[];
  look: Look;
  drawn: Look; // hollow, and "perhaps", where it is not sure
  further: (Further & Standing)[];
  names: string[];
  labels: string[];
  fields: string[]; // in plain form
}

export interface Statement extends Described {
  place: Place; // from 0, the first letter of the article, to 1
  values: Record<FacetId | "own", string[]>;
}

export interface KeptStatement { statement: Statement; note: string }
export type Place = [number, number];

// Something that a statement passes or misses.
export interface Filter {
  id: string;
  active: (state: Filters) => boolean;
  test: (state: Filters) => (statement: Statement) => boolean;
}

// A text in plain form, and where each of its letters stands.
export interface Letters { words: string; starts: number[]; ends: number[] }

// What was found, ready to be drawn (state.js), and what the panels of one explorer share.
export interface Prepared extends Omit<Payload, "statements"> {
  statements: Statement[];
  facets: Facet[];
  facet: Map<string, Facet>;
  byKey: Map<string, Statement>;
  topicLabels: Map<string, string>;
  missed?: (string[] | null)[]; // by each statement, in the state `missedBy`
  missedBy?: Filters;
  letters?: Letters;
  found?: { words: string; places: Place[] };
}

export interface View extends Prepared {
  alone: boolean; // on its page
  kept: () => Kept[];
  keep: (kept: Kept[]) => void;
  opened?: { wanted: Change; close: () => void } | null;
}

export interface Panel { node: HTMLElement; draw: (state: State) => void; close?: () => void }
export type MakesPanel = (view: View, update: Update, model: Model) => Panel;

export interface Drawer {
  isOpen: (key: string) => boolean;
  choose: (wanted: Change, label: string, key: string, back?: string) => void;
  draw: (state: State, paint: () => void) => void;
}

// One who speaks, counted: "all", and each position by its id.
export interface Counts extends Option {
  statements: Record<string, number>;
  words: Record<string, number>;
  others: number;
  chosen: Record<string, boolean>;
}

export interface Picture { text: string; width: number; height: number }

export type Child = Node | string | null;
export type Attributes = { [listener: `on${string}`]: (event: any) => unknown; [name: string]: any };

// What anywidget gives, or hosted.js in its place.
// apart: it leaves the address of the page alone.
// lasting: where it outlasts the page what is kept.
export interface Hosted {
  payload: Payload;
  chosen: Change;
  alone?: boolean;
  panels?: string[];
  apart?: boolean;
  lasting?: Lasting;
}

// What is kept, in the browser's storage (lasting.js); `brought` was in pages that were opened.
export interface Stored { kept: Kept[]; brought: Kept[] }
export interface Lasting {
  begin: (brought: Kept[]) => Kept[];
  change: (before: Kept[], now: Kept[]) => void;
  take: () => void; // it has been copied or saved
  told: () => string;
  close: () => void;
}

// Told when the state turns, gives what is done after it is drawn (wayBack.js).
export interface WayBack { turn: (before: State, now: State) => () => void }

type Receive = (message: { type: string }, buffers: Uint8Array<ArrayBuffer>[]) => void;

export interface Model {
  get: <Name extends keyof Hosted>(name: Name) => Hosted[Name];
  set: (name: "chosen", value: State) => void;
  save_changes: () => void;
  on: (event: string, listener: Receive | (() => void)) => void;
  off: (event: string, listener: Receive | (() => void)) => void;
  send: (message: { type: string }) => void;
}

export interface Plotly {
  react: (node: Element, traces: object[], layout: object, config: object) => void;
  newPlot: (node: Element, traces: object[], layout: object, config: object) => void;
  purge: (node: Element) => void;
  toImage: (figure: object, how: object) => Promise<string>;
}

// An element in which plotly draws.
export interface Drawing extends HTMLElement {
  on: (event: string, listener: (told: { points: { customdata: [string, string] }[] }) => unknown) => void;
  data: object[];
  layout: object;
  _fullLayout: { width: number; height: number };
}

// What single files hand from one of their functions to the next.
export type Block = [kind: string, text: string]; // kept.js
export type Held = OnIssue & { statement: Statement }; // matrix.js
export interface Grid { cells: Map<string, Held[]>; rows: Facet; issues: Issue[]; number: { rows: number; issues: number } }
export type Reads = (speaker: string, position: string | null, key?: string, back?: string) => void; // speakers.js
export interface FilterGroup { id: string; node: HTMLElement; draw: (state: State, statements: Statement[]) => void }
export interface KeptRow { node: HTMLElement; tell: (note: string) => void }
export interface Maps { speakers: Map<string, Speaker>; positions: Map<string, Look>; topics: Map<string, Topic> }
export interface Lane { label: string; statements: Statement[] }
export interface LaneMark extends Record<"off" | "current" | "stop", boolean> {
  statement: Statement;
  row: number;
  node: SVGElement;
  line: SVGElement | null;
}

// The review mode: the messages are told at the top of analysis/reviewing.py.
export interface ArticleWords {
  text: string;
  words: Place[];
  points: (unit: number) => number;
  units: (point: number) => number;
}
export interface Quoted { span: Place; words: string } // span as Python counts
export interface Fields extends Record<"verdict" | "position" | "lean" | "target" | "act" | "note", string> {
  speakers: string[];
  actors: string[];
  topics: string[];
  target_span: Place | null;
  evidence: Place[];
  source: Place[];
  cue: Place[];
  content: Place[];
}
// What one of two has of a statement (adjudication.py); fields: empty where they were not given.
export interface Answer { fields: Fields; given: string[]; rejects: boolean }
export type CardRow = [name: string, node: Node, tell: (of: Fields) => string, fields: string[]];
export interface UnitState extends Record<"hidden" | "drawn" | "added" | "bulk", boolean> {
  key: string;
  kind: string;
  fields: Fields;
  machine: Partial<Fields>;
  span: Place | null;
  words: string;
  left?: Answer | null;
  right?: Answer | null;
  unlike?: string[];
  open?: string[];
  of?: string;
}
export type Unit = UnitState & { machine: Fields };
export interface Person { name: string; role: string; actor: string }
export interface Queued { article: string; unit: string; done: boolean }
export interface ReviewQueue { id: string; label: string; feeds: boolean; note: string; total: number; done: number }
export interface Review {
  coder: string;
  between: [string, string] | null;
  blind: boolean;
  lost: string[];
  pace: number | null;
  article: { number: number; of: number };
  current: string;
  people: Person[];
  units: Unit[];
  queues: ReviewQueue[];
  queue: { id: string; first: number; items: Queued[] };
}
export interface ReviewShared {
  coder: string;
  people: Person[];
  actors: string[];
  acts: { id: string; label: string; example: string }[];
  topics: Topic[];
  guide: { title: string; text: string }[];
}
export interface ReviewMessage {
  type: string;
  id?: string;
  article?: string | null;
  unit?: string | null;
  units?: string[];
  count?: number;
  queue?: string;
  step?: number;
  undone?: boolean;
}
export interface Press extends ReviewMessage {
  what: string;
  after: Partial<Fields>;
  seconds: number;
  quotes?: Record<string, string[]>;
  side: string;
}
export interface Decided {
  id: string;
  at: string;
  state: UnitState | null;
  progress: Record<string, number>;
  pace: number | null;
}
export interface ReviewModel extends Omit<Model, "send"> { send: (message: ReviewMessage) => void }
export interface ReviewDraw extends Record<"head" | "all" | "choosing" | "words", () => void> {
  unit: (key: string) => void;
  current: (before: string) => void;
  say: (words: string) => void;
  row: (place: string) => HTMLElement | null;
  focus: (node: Element | null) => void;
}
export interface Choosing { kind: string; step: number; drafts: Record<string, Quoted> }

// What the parts of the review mode share.
export interface Session extends Record<"current" | "at" | "told", string>, Record<"waiting" | "silent" | "asking", boolean> {
  model: ReviewModel;
  draw: ReviewDraw;
  view: View | null;
  review: Review | null;
  shared: ReviewShared | null;
  letters: ArticleWords | null;
  units: Map<string, Unit>;
  pending: Map<string, ReviewMessage>;
  refused: Map<string, { message: ReviewMessage; why: string }>;
  since: number;
  timer: number;
  words: Place | null; // the first and the last of those selected
  head?: number; // the word that the cursor is on
  anchor?: number;
  choosing: Choosing | null;
  named?: Map<string, Suggestion>;
}
export interface Suggestion { id: string; label: string; about?: string; own?: boolean; plain?: string }
export interface Suggesting {
  label: string;
  options: Suggestion[];
  take: (choice: Suggestion) => void;
  close: () => void;
  free?: boolean;
  placeholder?: string;
}

// A corpus: its payload is told at the top of analysis/overview.py.
export interface Packed { kind: "u1" | "u2" | "u4"; data: string }
export interface ArticleColumns extends Record<"id" | "title" | "published" | "url", string[]> {
  outlet: number[];
  cluster: number[];
  rank: number[];
  words: number[];
  statements: number[];
}
type Said =
  | ("key" | "who" | "actors" | "said" | "source" | "cue" | "content" | "position" | "lean" | "target" | "act")
  | ("because" | "coder");
type Placed = "nth" | "article" | "number";
export interface StatementColumns
  extends Record<Said, string[]>, Record<Placed, number[]>,
    Record<"resolution_confidence" | "position_confidence", Chance[]> {}
// One statement of a corpus, with its words.
export interface StatementTold
  extends Record<Said, string>, Record<Placed, number>,
    Record<"resolution_confidence" | "position_confidence", Chance> {}
export interface Imported { file: string; format: string; announced: number | null; found: number; doubts: string[] }
export type Once = "cluster" | "outlet" | "article";
export type CellColumn =
  | ("article" | "nth" | "actor" | "speaker" | "topic" | "issue" | "position" | "lean" | "flags");

export interface CorpusPayload {
  schema: number;
  name: string;
  outlets: string[];
  actors: string[];
  speakers: Record<"key" | "name" | "actor" | "role", string>[];
  topics: { id: string; label: string }[];
  issues: { key: string; name: string; topic: string }[];
  positions: Look[];
  once: Record<Once, string>;
  articles: ArticleColumns;
  cells: Record<CellColumn, Packed>;
  texts: boolean;
  sample: { shown: number; of: number; seed: number | null };
  import: Imported[];
  stored: number;
  failed: number;
  unread: string;
  reviewed: string;
  method: Record<"version" | "codebook" | "sure" | "findings", string> & { notes: { title: string; text: string }[] };
  findings: { text: string; opens: Partial<CorpusState> | null }[][];
}

export type Dimension = "month" | "outlet" | "actor" | "speaker" | "topic" | "issue" | "position" | "article";
export type Group = Partial<Record<Dimension, number>> & { statements: number; articles: number };
type CorpusLists = "outlets" | "articles" | "actors" | "speakers" | "topics" | "issues" | "positions";
export type CorpusFilter = CorpusLists | "first" | "last";

// What is chosen on the page of a corpus (WHOLE of counting.js); panels add fields of their own.
export interface CorpusState extends Record<CorpusLists, string[]>, Record<"first" | "last", string> {
  once: Once;
  article: string | null; // the id of that which is open
  statement: string | null; // the key of the one in it that is being read
  on: "topics" | "issues";
  network?: string; // how it is shown, where that is not as at first: see networkHow.js
  who: "actors" | "speakers"; // rows of who speaks
  share: boolean; // of the statements of an outlet, in place of their number
  all: boolean; // rows that a button shows
  about?: string; // the topic or issue of the timeline; empty: that with most statements
  period?: Every | ""; // its periods; empty: as short as there are statements for
  figure?: TrendMeasure;
  split?: string; // the day that tells before from after; empty: the middle
}
export type CorpusChange = Partial<CorpusState>;
export type CorpusUpdate = (change: CorpusChange) => void;
// What is looked at of what counts; nth: numbers of statements.
export type Part = Partial<Pick<CorpusState, "outlets" | "articles" | "first" | "last">> & { nth?: Set<number> };
// Opens the statements that pass what is chosen and `change`, or a part of them, under a title.
export type OpensStatements = (change: CorpusChange, title: string, part?: Part) => void;

export interface CorpusView extends CorpusPayload {
  months: string[]; // such as 2021-03; "" first where articles have no date
  values: Record<Dimension, string[]>;
  places: Record<Dimension, Map<string, number>>;
  columns: Record<CellColumn | "month" | "outlet", ArrayLike<number>>; // a number for each row that is counted
  looks: Map<string, Look>;
  size: number;
  rowsOf: Map<string, Uint32Array>;
  units?: number[]; // for each article that which stands for its copies (trends.js)
}
export interface CorpusPanel {
  node: HTMLElement;
  draw: (state: CorpusState) => void;
  close?: () => void;
  start?: Partial<CorpusState>; // fields of its own in what is chosen, as they are at first
  takes?: Record<string, (value: string) => boolean>; // of some of them whether a value can be chosen
}
// What tells whether the page has what is chosen.
export interface TakingView extends Pick<CorpusView, "places"> {
  takes: Record<string, (value: string) => boolean>; // of the fields of panels
}
// Who speaks in which outlet: rows, columns, and the number of statements in both (whoSpeaks.js).
export interface Speaking {
  dimension: "actor" | "speaker";
  number: (row: Group, column: Group) => number;
  rows: Group[];
  columns: Group[];
}
// What the host of a corpus is asked for.
export interface Asks {
  statements: (wanted: number[]) => Promise<StatementTold[]>;
  article: (id: string) => Promise<Payload | null>;
}
export type MakesCorpusPanel = (
  view: CorpusView,
  update: CorpusUpdate,
  model: Model,
  open: OpensStatements,
) => CorpusPanel;

// Over time (trends.js, changes.js, timeline.js): places in the lists of the view.
export type Every = "month" | "quarter" | "year";
export type Who = "actor" | "speaker" | "outlet";
export type What = "topic" | "issue";
export type TrendMeasure = "mean" | "support" | "oppose";
export interface OneEach extends Record<"who" | "what" | "nth" | "article" | "unit" | "side", number> {
  position: string;
  sure: boolean;
}
// units: for each article the sums of its sides and positions, and its number of statements.
export interface TrendGroup extends Record<"who" | "what" | "statements" | "articles", number> {
  period: string;
  units: Map<number, number[]>;
}
export interface Figure { value: number; low: number | null; high: number | null }
export type Figures = Record<"mean" | "support" | "oppose" | "conditional" | "neutral", Figure>;
export interface Rise extends Record<"before" | "after" | "difference" | "p", number> {
  id: string;
  share: number[];
  low: number | null;
  high: number | null;
  named: boolean;
}
export interface SideChange
  extends Record<"who" | "what" | "article" | "nth" | "before" | "after" | "articlesBefore" | "articlesAfter", number> {
  from: string;
  to: string;
}
// What the timeline draws: the groups of each who, by period.
export interface TimePoint extends TrendGroup { figures: Figures }
export interface TimelineLook { who: Who; place: number; measure: TrendMeasure; ink: string }
// How large it is drawn, how many charts stand side by side, and how high each is.
export type TimelineSize = Record<"width" | "height" | "across" | "each", number>;
export interface Timeline {
  who: Who;
  what: What;
  about: string;
  every: Every;
  measure: TrendMeasure;
  periods: string[];
  lines: { place: number; points: TimePoint[] }[];
  options: [string, number][];
  others: number;
}
// Networks (network.js): how one is made, what was said that makes it, and the network.
export type Matrix = number[][];
export interface NetworkHow {
  mode: "one-mode" | "two-mode";
  aggregation: "ignore" | "congruence" | "conflict" | "subtract";
  norm: "no" | "average" | "cosine" | "jaccard" | "activity" | "prominence";
  nodes: "actor" | "speaker";
  on: "issue" | "topic";
  duplicates: "include" | "document" | "month" | "range";
  sided: boolean; // counts those alone that take a side
}
export interface SaidRows extends Record<"who" | "what" | "level" | "unit" | "nth" | "article", number[]> {
  ids: string[];
  names: string[];
  concepts: string[];
  conceptNames: string[];
  counted: boolean[]; // false for what is said again
}
export interface Network {
  how: NetworkHow;
  said: SaidRows;
  statements: number;
  articles: number;
  rows: string[];
  columns: string[];
  values: Matrix;
  places: number[]; // of the rows in the lists of the corpus
  columnPlaces: number[]; // of the columns; none in a one-mode network
  row: Map<number, number>[]; // of each row how often it says what, on which side
  of: number; // nodes, also those that are not taken
  ofColumns?: number;
}
export interface NodePlace { x: number; y: number }
export interface Box extends NodePlace { width: number; height: number }
export interface Labelled extends NodePlace { radius: number; label: number; shorter?: number[] }
export interface PlacedLabel extends NodePlace { anchor: string; box: Box; cut: number }
export interface NetworkTie { i: number; j: number; value: number; strength: number }
export interface NetworkNode { name: string; at: number; column: boolean; statements: number; group: number }
export interface NetworkChosen extends Record<"show" | "nodes" | "on" | "once" | "norm" | "from", string> { width: number }
export interface NetworkWindow { first: string; last: string; label: string }
export interface PolarizationPoint {
  window: NetworkWindow;
  value: number; // from 0 to 1
  exact: boolean; // no other division is better
  camps: string[][];
  statements: number;
  articles: number;
}
export interface ShownNetwork {
  view: CorpusView;
  state: CorpusState; // with the days of the window
  net: Network;
  order: [number[], number[]]; // of the rows and the columns, like beside like
  nodes: NetworkNode[];
  ties: NetworkTie[];
  open: OpensStatements;
}

declare global {
  // Our elements are of HTML or SVG, which both have these, and what our listeners are told of is an element.
  interface Element {
    readonly dataset: DOMStringMap;
    focus(options?: FocusOptions): void;
  }
  interface EventTarget {
    closest(selectors: string): HTMLElement | null;
  }
  var Plotly: Plotly | undefined;
  var explorer: { render: (host: { model: Model; el: Element }) => () => void };
  var overview: { render: (host: { model: Model; el: Element }) => () => void };
}
