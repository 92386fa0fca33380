import { createHmac } from 'node:crypto';
import { dataDirectory } from '../../shared/data-directory';

/** Makes fingerprints of texts. */
export type Fingerprint = (text: string) => string;

/**
 * Hex HMAC-SHA-256 under the site key: how the ledger and the items name prompts and answers. Answers of a
 * model are often one word or a name: a plain hash of it could be reversed by trying, and the ledger is read
 * by people who may not know it. With the site key the same text always gets the same fingerprint.
 */
export async function fingerprinter(): Promise<Fingerprint> {
	const { key } = await dataDirectory();
	const secret = key.key('pseudonym');
	return (text) =>
		createHmac('sha256', secret).update('language model text\0').update(text).digest('hex');
}

export const fingerprint = async (text: string): Promise<string> => (await fingerprinter())(text);
