// Injected into the bundle in the place of the globals of the same names: every request goes to the
// transport that the client was created with (`requestOptions.transport`), never to the network.
export class Request {
	constructor(url, init) {
		this.url = url;
		this.init = init;
	}

	get headers() {
		return this.init.headers;
	}
}

export const fetch = (request) => request.init.transport(request.url, request.init);
