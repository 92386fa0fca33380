export { request } from './request';
export { HttpResponse } from './response';
export { guardedFetch, type FetchInit } from './fetch';
export { closeAgents } from './agents';
export { delayBefore, isCut, isLater, type Pauses } from './retry';
export * from './types';
