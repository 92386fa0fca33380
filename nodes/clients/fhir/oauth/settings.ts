import type {
	EgressFilter,
	EgressPolicy,
	ProxySettings,
	TlsSettings,
} from '../../../shared/egress';
import type { SigningKey } from './private-key';

/** How a client proves at the token endpoint who it is. */
export type ClientProof =
	/** RFC 6749 2.3.1: `basic` in the Authorization header, `post` in the form. */
	| { kind: 'secret'; secret: string; sendIn: 'basic' | 'post' }
	/** RFC 7523 as SMART Backend Services narrows it: private_key_jwt with RS384 or ES384. */
	| { kind: 'key'; key: SigningKey };

/** A grant of client credentials (RFC 6749 4.4): a machine's access without a person. */
export interface OAuthSettings {
	/** FHIR endpoint, for discovery. */
	baseUrl: string;
	/** Token endpoint. Asked of the server when absent. */
	tokenUrl?: string;
	clientId: string;
	proof: ClientProof;
	scopes: string[];
	tls?: TlsSettings;
	proxy?: ProxySettings;
	policy?: EgressPolicy;
	filter?: EgressFilter;
}
