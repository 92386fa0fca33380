export { HospitalChatModel, type AskOnce } from './hospital-model';
export { aiNodeSdk, type AiNodeSdk, type N8nChatModel } from './n8n-sdk';
export type * from './n8n-types';
export { supply } from './supply';
export { refuseOutsideTracing } from './tracing';
