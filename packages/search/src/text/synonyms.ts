import { stem } from "./stem.ts";

/**
 * Short and long forms of the same thing, as people write them in software. A phrase is matched word by word.
 */
const SAME: readonly string[] = [
  "pr, pull request, merge request, mr",
  "repo, repository",
  "db, database",
  "dir, directory, folder",
  "doc, document",
  "docs, documentation",
  "config, configuration",
  "env, environment",
  "auth, authentication",
  "authn, authentication",
  "authz, authorization",
  "org, organization, organisation",
  "app, application",
  "info, information",
  "msg, message",
  "dm, direct message",
  "img, image",
  "pic, picture",
  "param, parameter",
  "arg, argument",
  "attr, attribute",
  "admin, administrator",
  "dev, developer",
  "prod, production",
  "perf, performance",
  "stats, statistics",
  "k8s, kubernetes",
  "vm, virtual machine",
  "vpc, virtual private cloud",
  "ci, continuous integration",
  "url, link",
  "lang, language",
  "temp, temperature",
  "tel, telephone, phone",
  "addr, address",
  "num, number",
  "max, maximum",
  "min, minimum",
  "avg, average",
  "tz, timezone, time zone",
  "cc, credit card",
  "sms, text message",
  "email, mail",
  "ip, internet protocol",
  "sql, structured query language",
  "ai, artificial intelligence",
  "llm, large language model",
  "tts, text to speech",
  "stt, speech to text",
  "ocr, optical character recognition",
  "log in, login, sign in, signin",
  "log out, logout, sign out",
  "sign up, signup, register",
  "set up, setup",
  "look up, lookup",
  "back up, backup",
  "check out, checkout",
  "home page, homepage",
  "web site, website",
  "web hook, webhook",
  "file name, filename",
  "user name, username",
  "time stamp, timestamp",
  "work flow, workflow",
  "data set, dataset",
  "calendar event, meeting, appointment",
];

/** Words that software people use for one another, though they are not quite the same. */
const ALIKE: readonly string[] = [
  "delete, remove, erase, drop, destroy",
  "create, add, new, make, insert",
  "update, edit, modify, change, set, patch",
  "get, fetch, retrieve, read, show, view, see, describe",
  "list, get all, show all, enumerate, browse",
  "search, find, look up, query",
  "send, post, publish, notify, tell",
  "latest, newest, recent, last",
  "run, execute, invoke, start, launch, trigger",
  "stop, cancel, abort, terminate, kill",
  "copy, duplicate, clone",
  "move, transfer",
  "rename, change name",
  "upload, import",
  "download, export",
  "convert, transform, translate",
  "compute, calculate",
  "issue, ticket, bug",
  "task, todo, to do",
  "comment, reply, note",
  "message, chat",
  "channel, room",
  "user, account, member, person, people",
  "team, group",
  "picture, image, photo",
  "movie, film",
  "song, track",
  "company, organization, business",
  "buy, purchase, order",
  "cost, price",
  "job, task",
  "page, site",
  "store, shop",
  "error, exception, failure",
  "log, trace",
  "metric, measurement",
  "alert, alarm, notification",
  "permission, access, role",
  "secret, password, credential",
  "deploy, release, rollout",
  "container, pod",
  "branch, ref",
  "commit, revision",
  "label, tag",
  "summarize, summary",
  "schedule, book, reserve",
  "weather, forecast",
  "distance, how far",
  "location, place",
  "car, vehicle",
];

/** What may stand for a word or a phrase: stems, and whether it is the same thing or nearly. */
export interface Synonym {
  readonly stems: readonly string[];
  readonly isSame: boolean;
}

/** The longest phrase in the groups, in words. */
export const MAX_PHRASE_WORDS = 4;

const SYNONYMS: ReadonlyMap<string, readonly Synonym[]> = readGroups();

function readGroups(): ReadonlyMap<string, readonly Synonym[]> {
  const synonyms = new Map<string, Synonym[]>();
  for (const [groups, isSame] of [[SAME, true] as const, [ALIKE, false] as const]) {
    for (const group of groups) {
      const phrases = group.split(", ").map((phrase) => phrase.split(" ").map(stem));
      for (const phrase of phrases) {
        const key = phrase.join(" ");
        const others = phrases.filter((other) => other !== phrase).map((stems) => ({ stems, isSame }));
        synonyms.set(key, [...(synonyms.get(key) ?? []), ...others]);
      }
    }
  }
  return synonyms;
}

/** What may stand for these stems, in their order. */
export function synonymsOf(stems: readonly string[]): readonly Synonym[] {
  return SYNONYMS.get(stems.join(" ")) ?? [];
}
