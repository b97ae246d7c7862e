import type { TemplateInfo } from '../../../application/ports/message-sender.js';
import { messageKinds } from '../../../domain/streams.js';
import type { MapArguments, Texts } from './arguments.js';
import { CommandFailure } from './failure.js';
import { plans, textsFor } from './plans.js';
import type { HallDocument, ServiceApi } from './service-api.js';

export type MapParts = Readonly<{
  service: ServiceApi;
  templates: readonly TemplateInfo[];
  /** What the service uses where a hall names none. */
  defaults: ReadonlySet<string>;
  print: (line: string) => void;
}>;

/** Has a hall send one kind by one template; the rest of its settings stays. */
export const mapTemplate = async (parts: MapParts, wanted: MapArguments): Promise<void> => {
  const { hallId, kind, templateId } = wanted;
  const template = parts.templates.find((one) => one.templateId === templateId);
  if (template === undefined)
    throw new CommandFailure(`--template: the account has no template ${templateId}`);
  const data = textsOf(template, wanted);
  const hall = withoutDefaults(await parts.service.hall(hallId), parts.defaults);
  const message = { ...hall.messages[kind], enabled: true, templateId };
  await parts.service.putHall({
    ...hall,
    messages: { ...hall.messages, [kind]: { ...message, longTerm: template.lasting, data } },
  });
  parts.print(`hall ${hallId}, ${kind}: ${template.title} (${templateId})`);
  for (const [key, text] of Object.entries(data))
    parts.print(`  ${key}  ${template.labels[key] ?? ''}  ${text}`);
};

/** A text for each key of the template and for no other. */
const textsOf = (template: TemplateInfo, { kind, texts }: MapArguments): Texts => {
  const unknown = Object.keys(texts).find((key) => !template.keys.includes(key));
  if (unknown !== undefined)
    throw new CommandFailure(
      `--set ${unknown}: the template has no such key; it has ${template.keys.join(', ')}`,
    );
  const known = { ...textsFor(plans[kind], template), ...texts };
  const missing = template.keys.filter((key) => !Object.hasOwn(known, key));
  if (missing.length > 0)
    throw new CommandFailure(
      missing
        .map((key) => `${key} (${template.labels[key] ?? ''}): say its text with --set ${key}=…`)
        .join('\n'),
    );
  return Object.fromEntries(template.keys.map((key) => [key, known[key] ?? '']));
};

/**
 * The service answers the template in force. A kind that has the service's own goes back without a
 * name, so that it goes on following the service's setting.
 */
const withoutDefaults = (hall: HallDocument, defaults: ReadonlySet<string>): HallDocument => {
  const messages = { ...hall.messages };
  for (const kind of messageKinds) {
    const message = messages[kind];
    if (message.templateId !== null && defaults.has(message.templateId))
      messages[kind] = { ...message, templateId: null };
  }
  return { ...hall, messages };
};
