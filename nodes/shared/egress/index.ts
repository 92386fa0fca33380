export * from './policy';
export * from './guard';
export * from './connect';
export type { ProxySettings } from './proxy';
export { tlsSettings, type TlsCredential } from './tls-credential';
export { tlsError } from './tls-errors';
