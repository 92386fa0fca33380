import type { AssociationEnd } from '../../../clients/dimse';
import { systemCode } from '../../../shared/errors';
import { EARLY_ENDS } from '../door';
import { tlsRefusalOf } from './tls-refusals';

/**
 * Why a connection that never asked for an association is to be reported; undefined for one that was
 * only opened and closed. With TLS 1.3 our handshake is over before the sender has looked at our
 * certificate: that it refuses it shows only here.
 */
export function earlyEnd({ how, error }: AssociationEnd): string | undefined {
	if (how === 'closed' && isTls(error)) return tlsRefusalOf(error, undefined);
	return EARLY_ENDS[how]?.reason;
}

/** What a connection failed with, as a code; undefined when it did not fail. */
export function failureOf(error: unknown): string | undefined {
	if (isTls(error)) return tlsRefusalOf(error, undefined);
	return systemCode(error)?.toLowerCase().replaceAll('_', '-');
}

const isTls = (error: unknown): boolean => /^ERR_(SSL|TLS)_/.test(systemCode(error) ?? '');
