export * from './policy';
export * from './guard';
export * from './connect';
export { tlsError } from './tls-errors';
