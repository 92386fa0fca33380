import { decodeNote, type NoteCharset } from './decode';
import { looksLikeHtml, textOfHtml } from './html';
import { looksLikeRtf, textOfRtf } from './rtf';

export { decodeNote, MAX_NOTE, type NoteCharset } from './decode';
export { resolved, textOfHtml, type Extracted } from './html';
export { textOfRtf } from './rtf';
export { OVERLAP, ownFindings, SECTION, sections, united, type Section } from './sections';

export type NoteType = 'auto' | 'text/plain' | 'text/html' | 'application/rtf';

/** A note as the engine looks at it. */
export interface Note {
	readonly text: string;
	readonly readAs: 'plain' | 'html' | 'rtf';
	/** Pictures and embedded documents that were left out. */
	readonly dropped: number;
	/** True where the sender's decoding had already lost characters (U+FFFD). */
	readonly damaged: boolean;
}

/**
 * Reads a note. RTF and HTML become plain text, and plain text is what comes out: what is not shown
 * (comments, scripts, attributes, field instructions) could carry a name past every reader.
 *
 * @throws HospitalError `phi-text-undecodable`, `phi-text-too-large`, `phi-rtf-broken`
 */
export function readNote(
	input: string | Uint8Array,
	type: NoteType = 'auto',
	charset?: NoteCharset,
): Note {
	const decoded = decodeNote(input, charset);
	const readAs = formOf(decoded, type);
	const { text, dropped } =
		readAs === 'rtf'
			? textOfRtf(decoded)
			: readAs === 'html'
				? textOfHtml(decoded)
				: { text: decoded, dropped: 0 };
	// Entities and \u sequences may have written what no text may hold.
	return { text: decodeNote(text), readAs, dropped, damaged: text.includes('\ufffd') };
}

function formOf(text: string, type: NoteType): Note['readAs'] {
	if (looksLikeRtf(text)) return 'rtf';
	if (type === 'text/html') return 'html';
	return type === 'auto' && looksLikeHtml(text) ? 'html' : 'plain';
}
