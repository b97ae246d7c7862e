import bundle from 'swagger-ui-dist/swagger-ui-bundle.js?url';
import style from 'swagger-ui-dist/swagger-ui.css?url';

type SwaggerUi = (options: Readonly<Record<string, unknown>>) => unknown;

/** The library is one classic script and one style sheet, kept as they are published: files of our own. */
const added = <Kind extends HTMLElement>(element: Kind): Promise<void> =>
  new Promise((resolve, reject) => {
    element.addEventListener('load', () => resolve());
    element.addEventListener('error', () => reject(new Error('not loaded')));
    document.head.append(element);
  });

const load = async (): Promise<SwaggerUi> => {
  const sheet = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: style });
  const script = Object.assign(document.createElement('script'), { src: bundle });
  await Promise.all([added(sheet), added(script)]);
  return (window as unknown as Readonly<{ SwaggerUIBundle: SwaggerUi }>).SwaggerUIBundle;
};

let loaded: Promise<SwaggerUi> | null = null;

/** Shows our own OpenAPI document in an element. It asks nobody else: no validator, no other origin. */
export const showReference = async (element: HTMLElement): Promise<void> => {
  loaded ??= load();
  const swaggerUi = await loaded.catch((error: unknown) => {
    loaded = null;
    throw error;
  });
  swaggerUi({
    domNode: element,
    url: '/openapi.json',
    validatorUrl: null,
    deepLinking: false,
    docExpansion: 'none',
    defaultModelsExpandDepth: 0,
    filter: true,
    persistAuthorization: false,
    syntaxHighlight: false,
    // It draws a landmark of its own within ours, and a page has one.
    onComplete: () => {
      for (const inner of element.querySelectorAll('main')) inner.setAttribute('role', 'none');
    },
  });
};
