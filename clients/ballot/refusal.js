// Why something is refused: a code for programs, and a sentence in Chinese and in English for people.
// A refusal never contains a secret, a choice's meaning, or randomness.

/** Each code's sentence. `{name}` is replaced by the refusal's detail of that name. */
export const SENTENCES = {
  random_missing: ["这台设备没有安全的随机数，不能投票", "this device has no safe source of random numbers"],
  random_broken: ["随机数来源坏了，不能投票", "the source of random numbers is broken"],
  random_async: [
    "随机数来源没有当场给出随机数",
    "the source of random numbers did not fill the bytes at once",
  ],
  random_used_up: ["准备的随机数用完了", "the prepared random bytes are used up"],
  not_utf8: ["不是 UTF-8 文本", "not UTF-8 text"],
  not_json: ["{object}：不是 JSON", "{object}: not JSON"],
  not_canonical: ["{object}：不是规定的唯一写法", "{object}: not in canonical form"],
  too_long: ["{object}：太长", "{object}: too long"],
  bad_member: [
    "{object}：“{member}”缺少、多余或写法不对",
    '{object}: "{member}" is missing, unknown or malformed',
  ],
  not_an_object: ["{object}：不是由成员组成的", "{object}: not made of named members"],
  bad_number: ["{object}：不是规定范围内的数", "{object}: not a number in range"],
  not_in_group: ["{object}：不是群里的元素", "{object}: not an element of the group"],
  other_version: [
    "选举参数：不认识协议的第 {found} 版",
    "election: version {found} of the protocol is not known",
  ],
  other_group: ["选举参数：不支持群 {found}", "election: the group {found} is not supported"],
  bad_uuid: ["选举参数：编号不对", "election: its identifier is malformed"],
  question_count: ["选举参数：应有 1 到 {most} 个问题", "election: between 1 and {most} questions"],
  question_kind: ["第 {question} 题：不支持这种问题", "question {question}: this kind is not supported"],
  answer_count: [
    "第 {question} 题：应有 1 到 {most} 个选项",
    "question {question}: between 1 and {most} answers",
  ],
  min_max: [
    "第 {question} 题：最少、最多可选的个数不对",
    "question {question}: not min <= max <= number of answers",
  ],
  trustee_count: ["开票人应有 1 到 {most} 位", "between 1 and {most} trustees"],
  trustee_kind: ["第 {trustee} 位开票人：不支持这一类", "trustee {trustee}: this kind is not supported"],
  trustee_not_proved: ["第 {trustee} 位开票人没有证明持有钥匙", "trustee {trustee}: the key is not proved"],
  trustee_repeated: ["第 {trustee} 位开票人与前面的重复", "trustee {trustee} has the key of an earlier one"],
  other_key: [
    "选举公钥不是各开票人公钥的乘积",
    "the election's key is not the product of the trustees' keys",
  ],
  wrong_question_count: [
    "选举有 {need} 个问题，回答了 {have} 个",
    "the election has {need} questions, the choices answer {have}",
  ],
  wrong_choice_count: [
    "第 {question} 题：应有 {need} 个选择，给了 {have} 个",
    "question {question}: {need} choices needed, {have} given",
  ],
  not_0_or_1: [
    "第 {question} 题第 {choice} 个选择：只能是 0 或 1",
    "question {question}, choice {choice}: a choice is 0 or 1",
  ],
  blank_and_more: [
    "第 {question} 题：选了空白票，就不能再选别的",
    "question {question}: a blank vote chooses nothing",
  ],
  too_few: [
    "第 {question} 题：至少选 {min} 个，只选了 {have} 个",
    "question {question}: at least {min} choices, {have} chosen",
  ],
  too_many: [
    "第 {question} 题：最多选 {max} 个，却选了 {have} 个",
    "question {question}: at most {max} choices, {have} chosen",
  ],
  already_signed: ["这张票已经签过名，不能再用", "this ballot is signed already"],
  already_opened: [
    "这张票检查时已经打开，作废了，请重新加密一张",
    "this ballot was opened for checking and is void: encrypt a new one",
  ],
  opened_signed: ["签过名的票不能打开", "a signed ballot is never opened"],
  opened_other: ["打开的不是显示过的那张票", "what was opened is not the ballot that was shown"],
  opened_differs: [
    "第 {question} 题第 {choice} 个选择：加密的不是所选的内容，这台设备不可信",
    "question {question}, choice {choice}: it does not encrypt what was chosen; do not trust this device",
  ],
  wrong_shape: [
    "{object}：题数或选项数与选举不符",
    "{object}: its questions or choices are not the election's",
  ],
  not_proved: [
    "第 {question} 题第 {choice} 个选项：没有证明是用开票人的钥匙解密的",
    "question {question}, choice {choice}: not proved to be made with the trustee's key",
  ],
};

/** What a sentence calls the thing that it speaks of. */
const OBJECTS = {
  election: "选举参数",
  trustees: "开票人名单",
  credential: "投票凭证",
  ballot: "选票",
  opening: "打开的内容",
  "trustee's key": "开票人的钥匙",
  tally: "加密合计",
  decryption: "解密",
  text: "文本",
};

/** Thrown by every function here for whatever it does not accept. */
export class Refusal extends Error {
  /**
   * @param {keyof typeof SENTENCES} code for programs; stays the same
   * @param {Record<string, string | number>} [details] numbers count from 1
   */
  constructor(code, details = {}) {
    const [zh, en] = SENTENCES[code];
    super(fill(en, details));
    this.name = "Refusal";
    this.code = code;
    this.details = details;
    /** For people, in Chinese. */
    this.zh = fill(zh, { ...details, object: OBJECTS[details.object] ?? details.object });
    /** For people, in English. */
    this.en = this.message;
  }
}

const MOST_SHOWN = 40;

/** What comes from a stranger's file is shown, but not at any length. */
function fill(sentence, details) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => String(details[name]).slice(0, MOST_SHOWN));
}
