export { checklist, type ChecklistOptions } from './checklist';
export { checklistHtml, checklistSections, stateWords } from './page';
export { POLICY_SCHEMA, readPolicy } from './policy';
export { sitePolicy } from './site-policy';
export type * from './types';
