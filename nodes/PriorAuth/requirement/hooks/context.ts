import { keyIn, keyOf } from '../../request/input';
import { reduced } from './reduced';
import type { HookName, RequirementInput } from '../input';

/** What a hook says about the situation (order-sign 1.0, order-select 1.0). */
export interface HookContext {
	/** `Practitioner/abc` or `PractitionerRole/123` */
	userId: string;
	patientId: string;
	encounterId?: string;
	/** Only of order-select: what was chosen just now. */
	selections?: string[];
	draftOrders: {
		resourceType: 'Bundle';
		type: 'collection';
		entry: Array<{ fullUrl?: string; resource: object }>;
	};
}

/** @returns undefined when nobody is known to have ordered it, or when patient or order have no id */
export function hookContext(hook: HookName, input: RequirementInput): HookContext | undefined {
	const { orders, patient, encounter, server } = input;
	const keys = orders.map(keyOf).filter((key) => key !== undefined);
	const userId = userOf(input);
	if (userId === undefined || patient.id === undefined || keys.length < orders.length) {
		return undefined;
	}
	return {
		userId,
		patientId: patient.id,
		...(encounter?.id !== undefined && { encounterId: encounter.id }),
		...(hook === 'order-select' && { selections: keys }),
		draftOrders: {
			resourceType: 'Bundle',
			type: 'collection',
			entry: orders.map((resource, at) => ({
				...(server !== undefined && { fullUrl: `${server.base}/${keys[at]}` }),
				resource: reduced(resource),
			})),
		},
	};
}

/** The clinician at hand, or the one that all orders name. */
function userOf({ practitioner, orders, server }: RequirementInput): string | undefined {
	const given = practitioner === undefined ? undefined : keyOf(practitioner);
	if (given !== undefined) return isUser(given) ? given : undefined;
	const named = new Set(
		orders.map((order) => {
			const { reference } = (order.requester ?? order.orderer ?? {}) as { reference?: unknown };
			return keyIn(reference, server);
		}),
	);
	const [only] = named;
	return named.size === 1 && only !== undefined && isUser(only) ? only : undefined;
}

const isUser = (key: string): boolean => /^Practitioner(Role)?\//.test(key);
