// Sockets belong to the egress guard.
export default class NoAgent {
	static HttpsAgent = NoAgent;
}
