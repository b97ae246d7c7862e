import type { TemplateInfo } from '../../../application/ports/message-sender.js';
import { cardStateOf } from '../../../domain/message/card.js';
import { messageKinds } from '../../../domain/streams.js';
import {
  describeTemplateProblem,
  templateProblems,
} from '../../../infrastructure/wechat/template-check.js';
import type { HallDocument } from './service-api.js';

/** A line for each thing that WeChat would refuse a hall's messages for. */
export const problemsOf = (
  halls: readonly HallDocument[],
  templates: readonly TemplateInfo[],
): readonly string[] =>
  halls.flatMap(({ hallId, messages, card }) =>
    messageKinds.flatMap((kind) => {
      const { enabled, templateId, data, longTerm } = messages[kind];
      if (!enabled) return [];
      // A card says it, to whoever has one.
      const isCard = card?.enabled === true && cardStateOf[kind] !== undefined;
      if (templateId === null && isCard) return [];
      const where = `hall ${hallId}, ${kind}`;
      if (templateId === null) return [`${where}: no template`];
      const wanted = { templateId, keys: Object.keys(data), longTerm };
      return templateProblems(wanted, templates).map(
        (problem) => `${where}: ${describeTemplateProblem(problem)}`,
      );
    }),
  );
