/** A request that the server refuses; the message goes out as `{"error": message}`. */
export class RequestError extends Error {
	readonly status: number;

	constructor(status: number, message: string) {
		super(message);
		this.name = 'RequestError';
		this.status = status;
	}
}
