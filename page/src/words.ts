// The page's own words, in English and in Chinese.

export type Language = "en" | "zh";

const WORDS = {
  title: ["dittograph report", "dittograph 重复报告"],
  skip: ["Skip to the content", "跳到正文"],
  overview: ["Overview", "概览"],
  map: ["Map", "关系图"],
  families: ["Families", "重复组"],
  documents: ["Documents", "文档"],
  decisions: ["Decisions", "判定"],
  menu: ["Parts of the report", "报告各部分"],
  language: ["中文", "English"],
  language_label: ["切换到中文", "Switch to English"],
  theme: ["Theme", "明暗"],
  theme_label: ["Switch between light and dark (t)", "切换明暗（t）"],
  help: ["Keys", "按键"],
  help_label: ["What the keys do (?)", "按键说明（?）"],
  close: ["Close", "关闭"],
  loading: ["Reading the report…", "正在读取报告……"],
  broken: ["The report could not be read: ", "无法读取报告："],

  loop: ["loop", "循环"],
  repeat: ["repeat", "文内重复"],
  copy: ["copy", "跨文重复"],
  document: ["document", "整篇近似"],
  boilerplate: ["boilerplate", "样板"],
  template: ["template", "模板"],
  formula: ["formula", "套语"],
  unique: ["stands once", "未重复"],
  loop_about: ["a decoder got stuck: the same unit several times in a row", "生成或识别时卡住：同一单元连续出现多次"],
  repeat_about: ["the same passage twice in one document", "同一文档中出现两次的段落"],
  copy_about: ["the same passage in two or more documents", "出现在两篇以上文档中的段落"],
  document_about: ["a passage that makes up most of its document", "构成文档大部分内容的段落"],
  boilerplate_about: ["the same passage in many documents at a fixed place", "在许多文档的固定位置出现的段落"],
  template_about: ["boilerplate with slots", "带有可变空位的样板"],
  formula_about: ["a stock phrase; counted, never removed", "人人都写的套语；只计数，不删除"],

  docs_chars: ["{0} documents, {1} characters", "{0} 篇文档，{1} 字"],
  stands_repeated: ["stand in repeated passages", "处于重复段落中"],
  to_remove: ["would be removed", "将被删除"],
  of_corpus: ["{0} characters", "{0} 字"],
  share_by_kind: ["Share by kind", "各类占比"],
  kind: ["Kind", "类别"],
  findings: ["Findings", "处数"],
  findings_of: ["{0} findings", "共 {0} 处"],
  characters: ["Characters", "字数"],
  share: ["Share", "占比"],
  removed: ["Removed", "删除"],
  counts: ["Counts", "计入"],
  count_kind: ["Count this kind: {0}", "计入此类：{0}"],
  family_sizes: ["Families by occurrences", "重复组的出现次数"],
  lengths: ["Families by length", "重复组的长度"],
  lengths_note: ["symbols", "符号"],
  docs_unit: ["documents", "篇"],
  doc_shares: ["Documents by repeated share", "文档的重复占比"],
  heaviest: ["Families that cover most", "覆盖最多的重复组"],
  most_repeated: ["Documents with the most repetition", "重复最多的文档"],
  run: ["This run", "本次运行"],
  guarantees: ["What is certain", "可以确定的事"],
  guarantee_exact: [
    "Every exact repeat of at least {0} symbols lies inside findings at both places.",
    "凡不短于 {0} 个符号的完全重复，两处都在所列结果之内。",
  ],
  guarantee_edits: [
    "Where a passage and its copy differ by e edits and the longer has (e + 1) · {0} symbols, a part of both is inside findings.",
    "若一段文字与其副本有 e 处改动，且较长者不短于 (e + 1) · {0} 个符号，则两处都有一部分在所列结果之内。",
  ],
  guarantee_stays: [
    "Of every passage one occurrence stays; boilerplate goes everywhere unless asked otherwise; formulas are never removed.",
    "每个段落至少保留一处；样板除非另有要求否则全部删除；套语从不删除。",
  ],
  guarantee_documents: [
    "Only whole documents were compared in this run.",
    "本次运行只比较了整篇文档。",
  ],
  symbol_note: [
    "A symbol is a Chinese character, a word or a digit; punctuation, white space, width and script don't count.",
    "一个符号是一个汉字、一个单词或一个数字；标点、空白、全半角与繁简不计。",
  ],
  settings: ["All settings", "全部参数"],
  inputs: ["Inputs", "输入"],
  warnings: ["Warnings", "警告"],
  no_warnings: ["No warnings.", "没有警告。"],
  and_more: ["and {0} more", "另有 {0} 条"],
  strangers: ["Texts that could not be read again", "无法重新读取的文本"],
  no_room: [
    "There was no room for all texts: {0} documents are here in excerpts around their findings, {1} without text.",
    "文本过多，未能全部收入：{0} 篇只含结果前后的节选，{1} 篇不含文本。",
  ],
  near: ["Documents like another", "与他篇相近的文档"],
  near_sorts: ["{0} equal, {1} near, {2} contained", "相同 {0} 篇，相近 {1} 篇，被包含 {2} 篇"],
  near_chars: ["of all characters stand in them", "的字数在这些文档中"],
  near_families: ["Families of documents", "文档组"],
  near_families_note: ["of each, the canonical document is no copy", "每组以正本为准"],
  near_none: ["No document is like another.", "没有与他篇相近的文档。"],
  whole_dropped: ["Documents left out as a whole", "整篇删除的文档"],
  two_documents: ["Two documents", "两篇对照"],
  equal: ["equal", "相同"],
  near_word: ["near", "相近"],
  contained: ["contained", "被包含"],
  contains: ["contains", "包含"],
  is_to: ["{0}:", "{0}："],
  coverage: ["covered", "覆盖"],
  similarity: ["similarity", "相似度"],
  dropped_whole: ["is left out as a whole", "整篇删除"],

  number: ["No.", "编号"],
  occurrences: ["Times", "次数"],
  length: ["Length", "长度"],
  identity: ["Identity", "一致度"],
  bits: ["Bits", "信息量"],
  verdict: ["Verdict", "判定"],
  begins: ["First words", "开头"],
  search: ["Search in text and document names (/)", "搜索文本和文档名（/）"],
  search_docs: ["Search document names (/)", "搜索文档名（/）"],
  searching: ["searching…", "搜索中……"],
  shown_of: ["{0} of {1}", "{0} / {1}"],
  unjudged: ["Not judged", "未判定"],
  several_docs: ["In several documents", "跨文档"],
  sort_by: ["Sort by {0}", "按{0}排序"],
  nothing: ["Nothing fits.", "没有符合的内容。"],
  no_families: ["No repeated passage was found.", "没有发现重复段落。"],

  family: ["family {0}", "重复组 {0}"],
  times_in: ["{0} occurrences in {1} documents", "在 {1} 篇文档中出现 {0} 次"],
  copies_of: ["{0} copies of {1} symbols", "{1} 个符号连续 {0} 遍"],
  symbols: ["{0} symbols", "{0} 个符号"],
  bits_of: ["{0} bits", "信息量 {0} 比特"],
  identity_of: ["{0} equal", "一致度 {0}"],
  canonical: ["canonical", "正本"],
  the_copy: ["copy", "副本"],
  canonical_text: ["Canonical text", "正本文字"],
  variants: ["Variants", "异文"],
  compared_of: ["of {0} of {1} occurrences", "比较了 {1} 处中的 {0} 处"],
  no_variants: ["All occurrences have the same symbols.", "各处符号完全一致。"],
  in_of: ["{0} of {1}", "{1} 处中 {0} 处"],
  pattern: ["Pattern", "模式"],
  slots: ["Slots", "空位"],
  evidence: ["Evidence", "依据"],
  form: ["known by its form", "凭形式识别"],
  line_docs: ["documents with the rarest line", "含最少见一行的文档数"],
  sources: ["sources", "来源数"],
  at_head: ["at the head of documents", "位于文档开头"],
  at_tail: ["at the end of documents", "位于文档结尾"],
  on_lines: ["on lines of its own", "独占整行"],
  known: ["known before as", "已知条目"],
  all_occurrences: ["Occurrences", "各处"],
  side_by_side: ["Side by side", "对照"],
  chars_at: ["characters {0}–{1}", "字 {0}–{1}"],
  bytes_at: ["bytes {0}–{1}", "字节 {0}–{1}"],
  edits_of: ["{0} edits", "{0} 处改动"],
  otherwise_of: ["{0} in another script or form", "{0} 字繁简或字形不同"],
  copy_number: ["copy {0}", "第 {0} 遍"],
  cut_off: ["cut off", "未完即止"],
  other_numbers: ["figures are others: {0} of {1}", "数字不同：{1} 处中有 {0} 处"],
  parallel: ["parallel clauses", "并列条款"],
  first_copy: ["first copy", "第一遍"],
  no_text: ["Its text is not in this report.", "报告中没有这段文字。"],
  changed: ["the document was changed since it was scanned", "文档在扫描后已被修改"],
  missing: ["the document was not found again", "未能再次找到该文档"],
  omitted: ["there was no room for it (--max-text)", "超出收录上限（--max-text）"],
  more: ["show {0} more", "再显示 {0} 条"],
  previous: ["Previous", "上一个"],
  next: ["Next", "下一个"],
  only_changed: ["Only what differs", "只看差异"],

  equal_lines: ["{0} equal lines", "{0} 行相同"],
  context: ["More around it", "更多上下文"],
  before: ["before", "前文"],
  copy_link: ["Copy link", "复制链接"],
  copied: ["Copied", "已复制"],
  only_left: ["only on the left", "仅左侧有"],
  only_right: ["only on the right", "仅右侧有"],
  otherwise_here: ["other words", "用字不同"],
  other_script: ["other script or form", "繁简或字形不同"],
  unlike: ["punctuation and spacing", "标点与空白"],
  differences: ["{0} differences", "{0} 处差异"],
  no_differences: ["no differences", "没有差异"],
  swap: ["Swap sides", "左右互换"],
  left: ["Left", "左"],
  right: ["Right", "右"],
  choose_left: ["Occurrence on the left", "左侧的出现"],
  choose_right: ["Occurrence on the right", "右侧的出现"],
  begins_here: ["the passage begins", "重复段落起"],
  ends_here: ["the passage ends", "重复段落止"],

  as_cleaned: ["As cleaned", "清洗后"],
  fold_loops: ["Fold loops", "折叠循环"],
  normalised: ["As compared", "比较时所见"],
  unfold: ["show the other copies", "展开其余各遍"],
  fold: ["fold again", "重新折叠"],
  minimap: ["The whole document; click to jump", "整篇文档；点击跳转"],
  in_this_document: ["In this document", "本篇结果"],
  removed_here: ["removed here: {0} characters", "此处删除 {0} 字"],
  excerpts_only: ["Only excerpts around the findings are in this report.", "报告只收录了结果前后的节选。"],
  repeated: ["repeated", "重复"],
  bar_label: ["{0}: {1} repeated", "{0}：重复 {1}"],
  documents_note: ["Each bar is a document along its length.", "每个长条为一篇文档，按其长度展开。"],

  map_note: [
    "Shared characters between documents, similar ones next to each other. The stronger the colour, the more of the smaller document.",
    "文档之间共有的字数，相似者相邻。颜色越浓，占较小一篇的比例越大。",
  ],
  others: ["others", "其他"],
  top_n: ["Documents shown", "显示文档数"],
  pairs: ["Pairs that share most", "共有最多的文档对"],
  shared: ["{0} characters shared", "共有 {0} 字"],
  pair_of: ["{0} and {1}", "{0} 与 {1}"],
  no_pairs: ["No two documents share a passage of these kinds.", "没有两篇文档共有这些类别的段落。"],
  shared_families: ["Passages both have", "两篇共有的段落"],
  with_itself: ["repeated within", "篇内重复"],

  right_word: ["Right", "正确"],
  wrong_word: ["Wrong", "错误"],
  boundary_word: ["Boundary off", "边界不准"],
  excluded_word: ["Excluded", "排除"],
  exclude: ["Exclude", "排除"],
  note: ["Note", "备注"],
  note_hint: ["A note on it", "写下备注"],
  judge_family: ["Judge this family", "判定此组"],
  judge_finding: ["Judge this occurrence", "判定此处"],
  decided: ["{0} decisions", "{0} 条判定"],
  no_decisions: [
    "Nothing is decided yet. Open a family and press r (right), w (wrong), b (boundary off) or x (exclude).",
    "尚无判定。打开一个重复组，按 r（正确）、w（错误）、b（边界不准）或 x（排除）。",
  ],
  save: ["Save as JSON lines", "保存为 JSONL"],
  open_file: ["Open saved decisions", "打开已保存的判定"],
  taken: ["{0} taken over, {1} not of this report", "已载入 {0} 条，{1} 条与本报告无关"],
  clear: ["Forget all", "全部清除"],
  clear_sure: ["Forget all decisions?", "清除全部判定？"],
  how_obeyed: [
    "The cleaning pass obeys the file: what is wrong or excluded stays in the text.",
    "清洗时会遵从此文件：判为错误或排除的内容将保留在文本中。",
  ],
  before_after: ["With your decisions", "按您的判定"],
  as_scanned: ["as scanned", "扫描时"],

  keys: ["Keys", "按键"],
  key_jk: ["next, previous row or family", "下一个、上一个条目或重复组"],
  key_np: ["next, previous occurrence, difference or mark", "下一处、上一处出现、差异或标记"],
  key_enter: ["open", "打开"],
  key_slash: ["search", "搜索"],
  key_u: ["up: back to the list or family", "返回列表或重复组"],
  key_rwbx: ["right, wrong, boundary off, exclude; again takes it back", "正确、错误、边界不准、排除；再按一次撤销"],
  key_t: ["light, dark", "明、暗"],
  key_help: ["this page", "本说明"],
  key_numbers: ["overview, map, families, documents, decisions", "概览、关系图、重复组、文档、判定"],
} satisfies Record<string, [string, string]>;

export type Word = keyof typeof WORDS;

let language: Language = "en";

export function speak(chosen: Language): void {
  language = chosen;
}

export function spoken(): Language {
  return language;
}

let ofTexts: string | null = null;

/** What language the texts are in, for fonts and for those who listen. */
export function textsAre(tag: string | null): void {
  ofTexts = tag;
}

export function textLanguage(): string | null {
  return ofTexts;
}

/** A word of the page; {0}, {1} … in it are replaced. */
export function t(word: Word, ...values: (string | number)[]): string {
  const text: string = WORDS[word][language === "en" ? 0 : 1];
  return text.replace(/\{(\d)\}/g, (_, i: string) => String(values[Number(i)] ?? ""));
}

const NUMBER = new Intl.NumberFormat("en-US");

export function count(number: number): string {
  return NUMBER.format(number);
}

export function percent(share: number): string {
  if (!Number.isFinite(share)) return "0 %";
  const value = 100 * share;
  return `${value === 0 || value >= 99.95 ? value.toFixed(0) : value.toFixed(1)} %`;
}
