import type { RequestHelperFunctions } from 'n8n-workflow';
import { setFilter } from '../egress';

/**
 * Hands n8n's own egress filter (N8N_SSRF_PROTECTION_ENABLED and its lists) to our egress guard, so
 * that what an administrator forbids to n8n is forbidden to the sockets of this package too. It lets
 * everything pass where that protection is off; then our own guard alone decides.
 */
export function honourEgressFilter(functions: {
	helpers: Partial<Pick<RequestHelperFunctions, 'getSecureEgressFilter'>>;
}): void {
	setFilter(functions.helpers.getSecureEgressFilter?.());
}
