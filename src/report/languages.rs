//! Which language a text is in, for counting: by the script of its letters where that tells, Chinese also by the forms of
//! its ideographs, other scripts by `whatlang` on a piece of bounded size. What is too short or unclear is said to be so.

use serde::Serialize;
use whatlang::Lang;

use super::ideographs::{FORMS, Form, form};

/// Share of letters from which a script is a text's, in percent; what is mixed has none.
const MAIN_PERCENT: u64 = 60;
/// Ideographs, kana or syllables from which a text is long enough to tell its language.
const LEAST_SYLLABLES: u64 = 8;
/// Letters of an alphabet from which it is.
const LEAST_LETTERS: u64 = 24;
/// Ideographs of one form from which the form is told.
const LEAST_FORMS: u64 = 2;
/// Share of the ideographs with a form from which a text is mixed, in percent.
const MIXED_PERCENT: u64 = 10;
/// How many places of a text are looked at, and how many characters at each.
const PLACES: usize = 4;
const PLACE_CHARS: usize = 160;

/// Words that no other language has, or few texts of it; a sixth of the words of English prose.
const ENGLISH: [&str; 7] = ["the", "of", "and", "that", "with", "this", "from"];
/// How many of them, and how large a share of the words, make a piece English.
const LEAST_ENGLISH: usize = 5;
const ENGLISH_PERCENT: usize = 10;

/// A language as it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Language {
    /// Its name in English; `several` (no script has most letters), `not told` or `none` (no letters).
    pub language: &'static str,
    /// Its code in ISO 639-3; `mul`, `und` and `zxx` for those without a name.
    pub code: &'static str,
    /// How Chinese is written, where that is told: `simplified`, `traditional` or `mixed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub writing: Option<&'static str>,
}

const SEVERAL: Language = named("several", "mul");
const NOT_TOLD: Language = named("not told", "und");
const NONE: Language = named("none", "zxx");

const fn named(language: &'static str, code: &'static str) -> Language {
    Language { language, code, writing: None }
}

impl Language {
    /// Its name with its writing.
    pub fn name(&self) -> String {
        match self.writing {
            Some(writing) => format!("{}, {writing}", self.language),
            None => self.language.to_owned(),
        }
    }

    /// Whether it is a language, and not a word for there being none.
    pub fn is_told(&self) -> bool {
        ![SEVERAL, NOT_TOLD, NONE].contains(self)
    }
}

/// The letters of a text by script, and its ideographs by form.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Letters {
    han: u64,
    kana: u64,
    hangul: u64,
    latin: u64,
    cyrillic: u64,
    other: u64,
    simplified: u64,
    traditional: u64,
    japanese: u64,
}

impl Letters {
    /// Complexity: one look-up a character.
    pub(super) fn of(text: &str) -> Self {
        let mut letters = Self::default();
        let forms = FORMS.as_slice();
        for char in text.chars() {
            match form(forms, char) {
                Some(form) => letters.add_ideograph(form),
                None if char.is_alphabetic() => letters.add(char),
                None => {}
            }
        }
        letters
    }

    #[inline]
    fn add_ideograph(&mut self, form: Form) {
        self.han += 1;
        self.simplified += u64::from(form == Form::Simplified);
        self.traditional += u64::from(form == Form::Traditional);
        self.japanese += u64::from(form == Form::Japanese);
    }

    fn add(&mut self, letter: char) {
        *match letter {
            'a'..='z' | 'A'..='Z' | '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' | '\u{FF21}'..='\u{FF5A}' => {
                &mut self.latin
            }
            '\u{3400}'..='\u{4DBF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' => &mut self.han,
            '\u{3040}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' => &mut self.kana,
            '\u{1100}'..='\u{11FF}' | '\u{AC00}'..='\u{D7AF}' => &mut self.hangul,
            '\u{400}'..='\u{52F}' => &mut self.cyrillic,
            _ => &mut self.other,
        } += 1;
    }

    fn all(&self) -> u64 {
        self.han + self.kana + self.hangul + self.latin + self.cyrillic + self.other
    }

    /// The script that most letters are of.
    pub(super) fn script(&self) -> &'static str {
        let main = |count: u64| count * 100 >= self.all() * MAIN_PERCENT;
        // A tenth of kana is Japanese, however many ideographs stand between.
        match () {
            () if self.all() == 0 => "none",
            () if self.kana * 10 >= self.all() && main(self.han + self.kana) => "japanese",
            () if main(self.han + self.kana) => "chinese",
            () if main(self.hangul) => "korean",
            () if main(self.latin) => "latin",
            () if main(self.cyrillic) => "cyrillic",
            () if main(self.other) => "other",
            () => "mixed",
        }
    }

    /// The language of the text, whose letters these are.
    pub(super) fn language(&self, text: &str) -> Language {
        let syllables = self.han + self.kana + self.hangul;
        match self.script() {
            "none" => NONE,
            "mixed" => SEVERAL,
            "chinese" | "japanese" | "korean" if syllables < LEAST_SYLLABLES => NOT_TOLD,
            "chinese" => self.chinese(),
            "japanese" => named("Japanese", "jpn"),
            "korean" => named("Korean", "kor"),
            _ if self.all() < LEAST_LETTERS => NOT_TOLD,
            _ => alphabetic(&piece(text)),
        }
    }

    /// How the Chinese of ideographs is written; without kana it may still be Japanese.
    fn chinese(&self) -> Language {
        let chinese = named("Chinese", "zho");
        let Self { simplified, traditional, japanese, .. } = *self;
        let told = simplified + traditional + japanese;
        let some = |count: u64| count * 100 > told * MIXED_PERCENT;
        let writing = match () {
            () if told < LEAST_FORMS => return chinese,
            () if some(japanese) => return NOT_TOLD,
            () if some(simplified) && some(traditional) => "mixed",
            () if some(simplified) => "simplified",
            () => "traditional",
        };
        Language { writing: Some(writing), ..chinese }
    }
}

/// What the words of a piece say, or else what `whatlang` is sure of.
fn alphabetic(piece: &str) -> Language {
    if is_english(piece) {
        return named(Lang::Eng.eng_name(), Lang::Eng.code());
    }
    let found = whatlang::detect(piece).filter(whatlang::Info::is_reliable);
    match found.map(|info| info.lang()) {
        None => NOT_TOLD,
        Some(Lang::Cmn) => named("Chinese", "zho"),
        Some(lang) => named(lang.eng_name(), lang.code()),
    }
}

/// Whether a piece has as many of the words without which nobody writes English as English has. `whatlang` says so too, but takes
/// .1 ms for it, in which 25 KB are read.
fn is_english(piece: &str) -> bool {
    let (mut words, mut usual) = (0, 0);
    for word in piece.split_ascii_whitespace() {
        words += 1;
        usual += usize::from(ENGLISH.iter().any(|english| word.eq_ignore_ascii_case(english)));
    }
    usual >= LEAST_ENGLISH && usual * 100 >= words * ENGLISH_PERCENT
}

/// Characters from several places of a text, from its beginning to its end; a short one as a whole.
fn piece(text: &str) -> String {
    if text.len() <= PLACES * PLACE_CHARS {
        return text.to_owned();
    }
    let mut piece = String::with_capacity(PLACES * (PLACE_CHARS + 1));
    for place in 0..PLACES {
        let start = text.floor_char_boundary(text.len() / PLACES * place);
        piece.extend(text[start..].chars().take(PLACE_CHARS));
        piece.push(' ');
    }
    piece
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_the_script_of_most_letters() {
        for (text, script) in [
            ("全县 GDP 增长百分之六，稳中有进。", "chinese"),
            ("道路の整備を進めました。", "japanese"),
            ("도로 정비를 추진했다", "korean"),
            ("The county report", "latin"),
            ("Отчёт о работе", "cyrillic"),
            ("县政府报告 County", "mixed"),
            ("2024, 12!", "none"),
        ] {
            assert_eq!(Letters::of(text).script(), script, "{text}");
        }
    }

    fn language(text: &str) -> String {
        Letters::of(text).language(text).name()
    }

    #[test]
    fn a_text_has_a_language_where_it_tells_one() {
        for (text, expected) in [
            ("全县经济社会发展稳中有进，GDP 增长百分之六。", "Chinese, simplified"),
            ("縣政府將持續推動農村建設，改善道路與水利設施。", "Chinese, traditional"),
            ("县政府将持续推动农村建设，改善道路与水利設施，發展農業經濟。", "Chinese, mixed"),
            ("一二三四五六七八九十，上中下人口。", "Chinese"),
            ("県は昨年、道路の整備を進めました。", "Japanese"),
            ("東京都議会議員選挙公報", "not told"),
            ("도로 정비를 추진하고 있습니다.", "Korean"),
            ("The county finished forty-six kilometres of road and two bridges last year.", "English"),
            ("Le conseil a adopté le rapport sur les travaux de l'année dernière.", "French"),
            (
                "В прошлом году в районе построили сорок шесть километров дорог и два моста, работы были завершены в срок и приняты комиссией, жители довольны.",
                "Russian",
            ),
            ("会议通知", "not told"),
            ("Annual report", "not told"),
            ("县政府工作报告全文如下 County report", "several"),
            ("2024 12 31", "none"),
            ("", "none"),
        ] {
            assert_eq!(language(text), expected, "{text}");
        }
    }

    #[test]
    fn what_the_words_say_is_what_the_trigrams_say() {
        for (text, english) in [
            (
                "The council met in the town hall, and heard that the works of the year went on with the help of the county.",
                true,
            ),
            ("The cat of the house and the dog sat with us.", true),
            ("De raad van de gemeente kwam in het stadhuis bijeen of hoorde het verslag van de burgemeester.", false),
            ("Byrådet mødtes i rådhuset og hørte borgmesterens beretning om arbejdet i det forløbne år.", false),
            ("Council members; road works: 46 km; bridges: 2; new schools: 3; total cost: 12 million.", false),
        ] {
            assert_eq!(is_english(text), english, "{text}");
            assert!(!english || whatlang::detect_lang(text) == Some(Lang::Eng), "{text}");
        }
    }

    #[test]
    fn a_long_text_is_looked_at_in_several_places() {
        let heading = "工作 ".repeat(40);
        let long = heading + &"The council met in the town hall and heard the report of the mayor. ".repeat(200);
        assert_eq!(language(&long), "English");
        assert!(piece(&long).len() <= PLACES * (3 * PLACE_CHARS + 1), "{}", piece(&long).len());
        let thai = "รายงานประจำปี".repeat(200);
        assert_eq!(language(&thai), "Thai");
    }
}
