import { isJsonObject, type JsonObject, type JsonValue } from "@postern/core";
import type { OpenApiDocument } from "../document/openapi-document.ts";
import { declaredKind, type BodyKind } from "./media-types.ts";

/** One way in which a call can succeed. */
export interface AnswerPlan {
  readonly kind: BodyKind | "nothing";
  readonly schema?: JsonValue;
}

/** What an operation answers when it succeeds. */
export interface ResponsePlan {
  /** Different ones, at least one; `undefined` where the document says nothing about a success's body. */
  readonly answers: readonly AnswerPlan[] | undefined;
  /** The `Accept` header. */
  readonly accept: string;
}

/** Statuses without a body (RFC 9110, sections 15.3.5 and 15.3.6). */
const BODILESS: ReadonlySet<string> = new Set(["204", "205"]);

/** The successes of an operation: every 2xx, or `default` where there is none. JSON is asked for wherever it is offered. */
export function planResponses(document: OpenApiDocument, operation: JsonObject, method: string): ResponsePlan {
  const responses = isJsonObject(operation["responses"]) ? operation["responses"] : {};
  const successes = Object.keys(responses).filter((status) => /^2(?:\d\d|XX)$/iu.test(status));
  const statuses = successes.length > 0 ? successes : Object.keys(responses).filter((status) => status === "default");
  const answers: (AnswerPlan | undefined)[] = [];
  const accepted = new Set<string>();
  for (const status of statuses) {
    const response = document.resolve(responses[status]);
    const media = mediaOf(response);
    if (method === "HEAD" || (media.length === 0 && BODILESS.has(status))) {
      answers.push({ kind: "nothing" });
    } else if (media.length === 0) {
      answers.push(undefined);
    } else {
      for (const { mediaType, kind, schema } of media) {
        accepted.add(mediaType);
        answers.push(
          schema === undefined && kind === "json" ? undefined : { kind, ...(schema === undefined ? {} : { schema }) },
        );
      }
    }
  }
  return { answers: distinct(method === "HEAD" ? [{ kind: "nothing" }] : answers), accept: acceptHeader(accepted) };
}

interface Media {
  readonly mediaType: string;
  readonly kind: BodyKind;
  readonly schema: JsonValue | undefined;
}

/** The media types of a response, or of those its JSON ones, where there are any. */
function mediaOf(response: JsonObject | undefined): Media[] {
  const content = isJsonObject(response?.["content"]) ? response["content"] : {};
  const media = Object.entries(content).map(([mediaType, value]) => {
    const schema = isJsonObject(value) ? value["schema"] : undefined;
    return { mediaType, kind: declaredKind(mediaType, schema), schema };
  });
  const json = media.filter(({ kind }) => kind === "json");
  return json.length > 0 ? json : media;
}

function distinct(answers: readonly (AnswerPlan | undefined)[]): readonly AnswerPlan[] | undefined {
  if (answers.length === 0) {
    return undefined;
  }
  const known = new Map<string, AnswerPlan>();
  for (const answer of answers) {
    if (answer === undefined) {
      return undefined;
    }
    known.set(JSON.stringify(answer), answer);
  }
  return [...known.values()];
}

/** The declared types, or JSON before anything else where none are declared. */
function acceptHeader(mediaTypes: ReadonlySet<string>): string {
  const types = [...mediaTypes].filter((mediaType) => /^[\w.+*-]+\/[\w.+*-]+/u.test(mediaType) && mediaType !== "*/*");
  return types.length === 0 ? "application/json, */*;q=0.5" : types.join(", ");
}
