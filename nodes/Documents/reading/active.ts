/** Names in a PDF that make a viewer do something by itself (ISO 32000-2 12.6.4). */
const ACTIVE = /\/(?:JavaScript|JS|Launch|RichMedia|EmbeddedFile|XFA)(?![A-Za-z0-9])/;

/**
 * True when a PDF carries a script, a program call or an attached file where they can be read without
 * decompressing. PDFium's own count knows of scripts in object streams. A name may be written with
 * escapes (`/J#61vaScript`), which nothing but an evasion does.
 */
export function looksActive(bytes: Uint8Array): boolean {
	const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
	if (ACTIVE.test(text)) return true;
	const escaped = text.match(/\/[A-Za-z]*#[0-9A-Fa-f]{2}[A-Za-z0-9#]*/g) ?? [];
	return escaped.slice(0, 10_000).some((name) => ACTIVE.test(unescaped(name)));
}

const unescaped = (name: string): string =>
	name.replace(/#([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
