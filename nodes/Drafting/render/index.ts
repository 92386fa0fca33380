export { renderComposition, type DocumentBundle, type DocumentOptions } from './composition';
export { renderDocumentReference } from './document-reference';
export { renderHtml, type PageOptions } from './html';
export { FORMS, renderDocument, type Form, type RenderOptions } from './rendered';
export { renderText, sectionText } from './text';
export { viewOf, type View, type ViewSection } from './view';
