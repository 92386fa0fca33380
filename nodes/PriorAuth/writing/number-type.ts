import { isFields } from '../rules/element';

/** By this type an authorization number is known among the identifiers of an order. */
export const NUMBER_TYPE = 'Prior authorization number';

/** Authorization numbers that stand on an order. */
export const numbersOn = ({ identifier }: Record<string, unknown>): string[] =>
	(Array.isArray(identifier) ? (identifier as unknown[]) : []).flatMap((one) =>
		isFields(one) && isFields(one.type) && one.type.text === NUMBER_TYPE ? [String(one.value)] : [],
	);
