import type { Listing, WorkView } from '../../shared/work';

/** What is shown of an HL7 message: type, event and the two applications stay readable in n8n, too. */
interface ShownMessage {
	type?: unknown;
	event?: unknown;
	sendingApplication?: unknown;
	receivingApplication?: unknown;
	receivedAt?: unknown;
	peer?: { address?: unknown };
}

/** What a sender writes into a header could be anything, and a terminal obeys control characters. */
const plain = (value: unknown, form: RegExp): string =>
	typeof value === 'string' && form.test(value) ? value : '';

const CODE = /^[A-Za-z0-9_.]{1,16}$/;
const NAME = /^[\x20-\x7e]{1,60}$/;

/** Which system a message came from, and what kind it is: whom to call when it was refused. */
export async function messageRows(view: WorkView, listing: Listing): Promise<string[][]> {
	if (view.kind !== 'hl7-message') return [];
	const messages = await messagesOf(listing, view.id);
	const [first] = messages;
	if (first === undefined) return [];
	const kind = [plain(first.type, CODE), plain(first.event, CODE)].filter((part) => part !== '');
	const more = messages.length > 1 ? ` and ${messages.length - 1} more` : '';
	const from = plain(first.sendingApplication, NAME) || 'a system that cannot be read';
	const address = plain(first.peer?.address, NAME);
	const to = plain(first.receivingApplication, NAME);
	return [
		['Message', `${kind.join('^') || 'of a type that cannot be read'}${more}`],
		['Sent', `by ${from}${address && ` (${address})`}${to && ` to ${to}`}`],
		['Received', plain(first.receivedAt, NAME)],
	];
}

/** None when the content is gone, damaged or of another shape. */
async function messagesOf(listing: Listing, id: string): Promise<ShownMessage[]> {
	try {
		const { messages } = (await listing.payloadOf(id)) as { messages: ShownMessage[] };
		return Array.isArray(messages) ? messages : [];
	} catch {
		return [];
	}
}
