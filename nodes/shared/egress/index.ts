export * from './policy';
export * from './guard';
export * from './connect';
export { tlsSettings, type TlsCredential } from './tls-credential';
export { tlsError } from './tls-errors';
