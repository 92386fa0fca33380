export { buildRequest } from './build';
export { changeKey, readChanges, type ChangeContent, type ItemChange } from './change';
export { checkCompleteness } from './completeness';
export type { Code, Evidence, RequestedItem, RequestInput, SenderSystems, Urgency } from './input';
export { buildInquiry, type InquiryInput } from './inquiry';
export { buildCancel, buildUpdate, type UpdateInput } from './update';
export {
	evidenceToRead,
	requestInput,
	x12,
	type ChosenEvidence,
	type OrderDetail,
	type RequestChoices,
} from './from-case';
