// Texts made for these tests: drawn by chance from a seed, or written to harm.

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const CHARACTERS =
  "县市区乡镇村街道人民政府委员会工作报告年度计划经济社会发展农业水利交通教育卫生医疗文化旅游环境保护生态治理安全生产监督检查项目建设投资招商企业服务改革创新科技人才就业保障住房养老扶贫粮食产量增长百分之亿元万亩公里座条个次完成新增推进加快提高改善落实实施开展组织协调指导培训宣传巡查整改验收通过达到超过比上游下河湖库坝闸泵站沟渠路桥隧灯林果茶桑蚕牛羊猪鱼苗种肥药机械合作社园区仓储冷链物流网络平台数据窗口办事材料期限";

/** `count` documents with `families` passages that each stand in two of them, a notice, and loops. */
export function large({ seed, count, families }) {
  const next = random(seed);
  const pick = (number) => Math.floor(next() * number);
  const clause = (length) => Array.from({ length }, () => CHARACTERS[pick(CHARACTERS.length)]).join("");
  const passage = (length) => {
    const parts = [];
    for (let left = length; left > 0; left -= 13) parts.push(clause(Math.min(left, 8 + pick(9))));
    return `${parts.join("，")}。`;
  };
  const texts = Array.from({ length: count }, () => [passage(180 + pick(160))]);
  for (let family = 0; family < families; family++) {
    const told = passage(34 + pick(40));
    const one = pick(count);
    const other = (one + 1 + pick(count - 1)) % count;
    texts[one].push(told);
    texts[other].push(pick(3) ? told : told.replace("，", clause(1)));
  }
  const notice = `本页信息由${clause(6)}办公室负责维护，转载请注明来源，联系电话请见首页。`;
  return texts.map((parts, number) => {
    const middle = parts.slice(1).flatMap((part) => [part, passage(30)]);
    if (number % 40 === 0) middle.push(clause(14).repeat(6));
    const lines = [parts[0], ...middle];
    if (number % 7 === 0) lines.push(notice);
    return { id: `文档/${String(number).padStart(5, "0")}.txt`, text: lines.join("\n") };
  });
}

/** What would run, load or break something if it were taken for anything but text. */
export const HARM = [
  "<script>window.harmed=1</script>",
  "</script><script>window.harmed=2</script>",
  "<img src=x onerror=\"window.harmed=3\">",
  "\"><svg onload=window.harmed=4>",
  "<iframe srcdoc=\"<script>parent.harmed=5</script>\"></iframe>",
  "<style>*{display:none}</style><base href=//example.invalid/><meta http-equiv=refresh content=0>",
  "${window.harmed=6}{{constructor.constructor('window.harmed=7')()}}",
  "<!--<script> ]]> <![CDATA[",
  "a\u2028b\u2029c",
  "\u202eGNP.exe\u202c\u2066\u200f\u2069",
  "javascript:window.harmed=8",
  "\u0001\u001b[31m\u007f",
  "__proto__",
  "<a href=\"https://example.invalid/\" ping=\"https://example.invalid/\">x</a><link rel=stylesheet href=https://example.invalid/x.css>",
];

const TOLD = [
  "全县新建改建农村公路六十三公里，危桥改造十一座，二十三个村通了班车，群众出行时间平均缩短四十分钟。",
  "水利部门清淤沟渠九十公里，加固小型水库七座，汛期没有发生一起垮坝事故，受灾面积比上年减少一半。",
  "县医院与市里三家医院组成联合体，专家每周坐诊两天，影像资料在线会诊，转诊病人减少了三成。",
];

/** Documents whose ids, texts and repeated passages hold all of it. */
export function hostile() {
  const documents = HARM.flatMap((harm, number) => {
    const passage = `${TOLD[number % 3]}${harm}${TOLD[(number + 1) % 3]}第${number + 1}处${harm}`;
    return [
      { id: `${harm} ${number}`, text: `${number}号文件开头。\n${harm}\n${passage}\n${harm}结尾${number}。` },
      { id: `b/${number} ${harm}`, text: `乙${number}号文件另起一行。\n${passage}\n${harm}` },
    ];
  });
  documents.push({ id: "constructor", text: `${TOLD[0]}\n${TOLD[1]}\n${HARM.join("\n").repeat(3)}` });
  return documents;
}

const PASSAGE =
  "审计组走访了十二个乡镇，逐户核对补贴发放名册，群众期待资金早日到位，账目张榜公布，接受监督，凡有出入的一律退回重做，直到村民签字认可为止。";

/** What stands before each passage: no two have anything in common. */
const OWN = [
  "去年以来，城区改造老旧小区四十六个，惠及居民九千余户，满意度明显提升。",
  "教育方面，新增幼儿园学位一千二百个，消除大班额工作基本完成。",
  "卫生院添置彩超两台，巡回医疗车每周进山一趟，慢性病随访不再靠电话应付。",
  "林场职工分三班巡山，枯枝清出防火线十七公里，瞭望塔换上了红外相机。",
  "渡口封航检修，货船改走北支航道，调度员每两小时报一次水位和风力。",
];

/** Two counties' bulletins on one form, and two clauses that a writer made alike. */
export function forms() {
  const bulletin = (county, [total, growth, people, grain, income]) =>
    `${county}县统计公报\n初步核算，全县生产总值完成${total}亿元，比上年增长${growth}%。年末全县常住人口${people}万人，粮食总产量达到${grain}万吨，` +
    `城乡居民人均可支配收入${income}元，各项社会事业全面进步，全面完成了年初人民代表大会确定的各项目标任务。`;
  const clause = (item, mend) => `违反第十五条第${item}项规定的，责令停止违法行为，限期${mend}，并处五千元以上二万元以下罚款。`;
  return [
    { id: "a-qingshan.txt", text: bulletin("青山", ["123.4", "7.2", "32.7", "21.5", "28413"]) },
    { id: "b-baishui.txt", text: bulletin("白水", ["98.7", "5.1", "41.2", "35.9", "19750"]) },
    { id: "c-clauses.txt", text: `${OWN[0]}\n${clause("二", "恢复原状")}${clause("三", "改正")}${OWN[2]}` },
  ];
}

export const LOOP = "加强项目储备和前期工作，";

/** One passage in five documents, each different in a way that is known; and a loop. */
export function told() {
  const traditional = "審計組走訪了十二個鄉鎮，逐戶核對補貼發放名冊，群眾期待資金早日到位，賬目張榜公布，接受監督，凡有出入的一律退回重做，直到村民簽字認可為止。";
  const variants = {
    "a-canonical.txt": PASSAGE,
    "b-words.txt": PASSAGE.replace("期待", "要求"),
    "c-words.txt": PASSAGE.replace("期待", "要求").replaceAll("，", "、"),
    "d-script.txt": traditional,
    "e-shorter.txt": PASSAGE.replace("接受监督，", ""),
  };
  const documents = Object.entries(variants).map(([id, passage], number) => ({ id, text: `${OWN[number]}\n${passage}\n` }));
  documents[0].text += `${LOOP.repeat(7)}\n`;
  return documents;
}

/** A report, the same with characters changed, the same with other punctuation, its beginning, a long one that holds that, and one of its own. */
export function editions() {
  const paragraphs = large({ seed: 11, count: 3, families: 30 }).map(({ text }) => text);
  const [report] = paragraphs;
  const changed = [...report].map((char, at) => (at % 90 === 45 && /\p{Script=Han}/u.test(char) ? "嶽" : char)).join("");
  return [
    { id: "甲.txt", text: report },
    { id: "乙.txt", text: changed },
    { id: "丙.txt", text: report.replaceAll("，", "、") },
    { id: "丁.txt", text: `${paragraphs[1]}\n${report.slice(0, 600)}\n${paragraphs[2]}` },
    { id: "戊.txt", text: report.slice(0, 600) },
    { id: "己.txt", text: "这一篇与其余各篇都不相同，写的是春分之后山坡上的茶园怎样请人采摘、怎样炒青、怎样装罐，最后运到码头上去卖。" },
  ];
}
