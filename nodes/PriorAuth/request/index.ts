export { buildRequest } from './build';
export { checkCompleteness } from './completeness';
export type { Code, Evidence, RequestedItem, RequestInput, SenderSystems, Urgency } from './input';
export { buildInquiry, type InquiryInput } from './inquiry';
export { buildCancel, buildUpdate, type ItemChange, type UpdateInput } from './update';
