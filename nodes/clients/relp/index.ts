export * from './send';
export { DEFAULT_RELP_TIMEOUTS, type RelpTarget, type RelpTimeouts } from './session';
