import type { TicketId } from '../../domain/ids.js';
import type { CodePictures, PosterCodes, PosterQueue } from '../ports/codes.js';
import type { BindCodes } from '../ports/inbound/holders.js';
import type { CallOutcome, MiniProgramCodes, Picture } from '../ports/wechat.js';

/** The page that a scanned code opens; it asks us what its scene means. */
const page = 'pages/index/index';

type Drawing = Promise<CallOutcome<Picture>>;

/** The codes that people scan. A poster's is drawn once; a ticket's is printed once anyway. */
export class WeChatCodePictures implements CodePictures {
  readonly #posters = new Map<string, Drawing>();

  constructor(
    private readonly deps: Readonly<{
      codes: Pick<MiniProgramCodes, 'unlimited'>;
      bindCodes: Pick<BindCodes, 'codeOf'>;
      posters: Pick<PosterCodes, 'codeOf'>;
    }>,
  ) {}

  ofTicket(ticketId: TicketId): Drawing {
    return this.deps.codes.unlimited({ scene: this.deps.bindCodes.codeOf(ticketId), page });
  }

  ofQueue(queue: PosterQueue): Drawing {
    const scene = this.deps.posters.codeOf(queue);
    const known = this.#posters.get(scene);
    if (known !== undefined) return known;
    const drawing = this.#draw(scene);
    this.#posters.set(scene, drawing);
    return drawing;
  }

  /** What did not come about is not kept. */
  async #draw(scene: string): Drawing {
    let isDrawn = false;
    try {
      const outcome = await this.deps.codes.unlimited({ scene, page });
      isDrawn = outcome.outcome === 'ok';
      return outcome;
    } finally {
      if (!isDrawn) this.#posters.delete(scene);
    }
  }
}
