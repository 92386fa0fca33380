import { HospitalError } from '../../shared/errors';

/** The seven protocol data units of the upper layer (PS3.8 9.3.1). */
export const PduType = {
	associateRequest: 0x01,
	associateAccept: 0x02,
	associateReject: 0x03,
	data: 0x04,
	releaseRequest: 0x05,
	releaseReply: 0x06,
	abort: 0x07,
} as const;

/** A presentation context as the requestor proposes it (PS3.8 9.3.2.2). */
export interface ProposedContext {
	/** Odd number from 1 to 255. */
	id: number;
	abstractSyntax: string;
	transferSyntaxes: string[];
}

/** Result of one presentation context (PS3.8 9.3.3.2). */
export const ContextResult = {
	acceptance: 0,
	userRejection: 1,
	noReason: 2,
	abstractSyntaxNotSupported: 3,
	transferSyntaxesNotSupported: 4,
} as const;

export interface ContextAnswer {
	id: number;
	/** One of ContextResult. */
	result: number;
	/** Meaningful only when the result is acceptance. */
	transferSyntax: string;
}

/** SCP/SCU role selection (PS3.7 D.3.3.4). */
export interface RoleSelection {
	sopClassUid: string;
	scu: boolean;
	scp: boolean;
}

/** User identity (PS3.7 D.3.3.7). The fields are secrets: never logged. */
export interface UserIdentity {
	/** 1 user name, 2 name and passcode, 3 Kerberos, 4 SAML, 5 JWT. */
	type: number;
	responseRequested: boolean;
	primary: Buffer;
	secondary: Buffer;
}

/** User information items (PS3.8 Annex D, PS3.7 Annex D.3) that either side uses. */
export interface UserInformation {
	/** Largest P-DATA-TF body that the sender of this item receives; 0 means no limit. */
	maximumLength: number;
	implementationClassUid: string;
	implementationVersionName: string;
	roles: RoleSelection[];
	userIdentity?: UserIdentity;
	/** Positive response to a user identity, in an answer (PS3.7 D.3.3.7.2); empty for types 1 and 2. */
	userIdentityResponse?: Buffer;
}

export interface AssociateRequest {
	protocolVersion: number;
	calledAeTitle: string;
	callingAeTitle: string;
	applicationContext: string;
	contexts: ProposedContext[];
	user: UserInformation;
}

export interface AssociateAccept {
	calledAeTitle: string;
	callingAeTitle: string;
	applicationContext: string;
	contexts: ContextAnswer[];
	user: UserInformation;
}

/** A-ASSOCIATE-RJ fields (PS3.8 9.3.4). */
export interface AssociateReject {
	/** 1 rejected permanent, 2 rejected transient. */
	result: number;
	/** 1 service user, 2 service provider (ACSE), 3 service provider (presentation). */
	source: number;
	reason: number;
}

/** A-ABORT fields (PS3.8 9.3.8). */
export interface Abort {
	/** 0 service user, 2 service provider. */
	source: number;
	reason: number;
}

/** Reasons of an A-ABORT by the service provider (PS3.8 9.3.8). */
export const AbortReason = {
	notSpecified: 0,
	unrecognizedPdu: 1,
	unexpectedPdu: 2,
	unrecognizedParameter: 4,
	unexpectedParameter: 5,
	invalidParameterValue: 6,
} as const;

/** A PDU that breaks the rules: the association is aborted with `reason`. */
export class PduError extends HospitalError {
	constructor(
		readonly reason: number,
		what: string,
	) {
		super('dicom-protocol', `The DICOM peer broke the protocol: ${what}`, {
			nextStep: 'Look at the log of the other DICOM system; if it happens again, tell its vendor.',
		});
	}
}
