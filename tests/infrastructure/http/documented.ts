import type { AxiosInstance, AxiosResponse } from 'axios';
import { expect } from 'chai';
import { codesOf } from '../../../src/infrastructure/http/openapi.js';
import type { Route } from '../../../src/infrastructure/http/route.js';

const patternOf = ({ path }: Route): RegExp =>
  new RegExp(`^${path.replaceAll('.', String.raw`\.`).replaceAll(/\{\w+\}/g, '[^/]+')}$`);

const routeOf = (routes: readonly Route[], { config }: AxiosResponse): Route | undefined => {
  const path = (config.url ?? '').replace(/\?.*$/, '');
  const method = config.method === 'head' ? 'get' : config.method;
  const fits = routes.filter((route) => route.method === method && patternOf(route).test(path));
  return fits.find((route) => !route.path.includes('{')) ?? fits[0];
};

const checkProblem = (route: Route, { data, status }: AxiosResponse): void => {
  expect(data).to.include({ status, type: `urn:nearturn:problem:${data.code}` });
  expect(codesOf(route), `codes of ${route.path}`).to.include(data.code);
};

const check = (route: Route, response: AxiosResponse): void => {
  const { status, data, headers } = response;
  const contentType = String(headers['content-type'] ?? '');
  if (contentType.startsWith('application/problem+json')) {
    checkProblem(route, response);
    return;
  }
  const documented = route.responses[status];
  expect(documented, `${route.method} ${route.path} answers ${status}`).to.not.equal(undefined);
  if (response.config.method === 'head' || !contentType.startsWith('application/json')) return;
  expect(documented?.schema?.parse(data)).to.deep.equal(data);
};

/** Every answer that a test gets must be one that the OpenAPI document promises, field by field. */
export const checkingAnswers = (client: AxiosInstance, routes: readonly Route[]): AxiosInstance => {
  client.interceptors.response.use((response) => {
    const route = routeOf(routes, response);
    if (route !== undefined && response.status !== 405) check(route, response);
    return response;
  });
  return client;
};
