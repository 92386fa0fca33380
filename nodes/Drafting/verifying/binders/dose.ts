import type { AllowedDose, Regimen, Step } from '../chart/directions';
import type { Quantity } from '../reading/quantities';
import { sameQuantity } from '../reading/units';

/** @returns the class of the fault, undefined when the amount is one that the chart has */
export function doseProblem(
	quantity: Quantity,
	step: Step,
	regimen: Regimen,
	asStrength: boolean,
): string | undefined {
	const options: AllowedDose[] = asStrength
		? [...step.doses, ...regimen.strengths]
		: [...step.doses];
	if (quantity.unit?.dimension.includes('/time')) return rateProblem(quantity, step);
	if (options.some((dose) => sameDose(quantity, dose))) return undefined;
	// "10 mL of 5 mg/5 mL": a strength over a volume stands in the name.
	if (
		quantity.unit?.dimension.includes('/') &&
		regimen.strengths.some((dose) => sameDose(quantity, dose))
	)
		return undefined;
	return options.some((dose) => dose.value === quantity.value && dose.unit !== undefined) &&
		quantity.unit !== undefined
		? 'unit'
		: 'dose';
}

function sameDose(quantity: Quantity, dose: AllowedDose): boolean {
	if (quantity.unit === undefined || dose.unit === undefined) {
		return (
			quantity.value === dose.value &&
			quantity.second === dose.high &&
			(quantity.unit === undefined || dose.unit === undefined)
		);
	}
	if (!sameQuantity(quantity.value, quantity.unit, dose.value, dose.unit)) return false;
	if (quantity.second === undefined) return dose.high === undefined;
	return (
		dose.high !== undefined && sameQuantity(quantity.second, quantity.unit, dose.high, dose.unit)
	);
}

/** "40 mg/day" is 20 mg twice daily; "5 mL/hour" must stand in the chart as a rate. */
function rateProblem(quantity: Quantity, step: Step): string | undefined {
	for (const rate of step.rates) {
		if (
			rate.unit !== undefined &&
			sameQuantity(quantity.value, quantity.unit!, rate.value, rate.unit)
		)
			return undefined;
	}
	const { hours } = step.frequency;
	if (hours === undefined || hours <= 0) return 'dose';
	for (const dose of step.doses) {
		if (dose.unit === undefined || `${dose.unit.dimension}/time` !== quantity.unit!.dimension)
			continue;
		const perSecond = (dose.value * dose.unit.factor) / (hours * 3600);
		if (Math.abs(perSecond - quantity.value * quantity.unit!.factor) <= 1e-9 * perSecond)
			return undefined;
	}
	return 'dose';
}

export function tenfold(quantity: Quantity, step: Step): string {
	for (const dose of step.doses) {
		if (
			dose.unit === undefined ||
			quantity.unit === undefined ||
			dose.unit.dimension !== quantity.unit.dimension
		)
			continue;
		const ratio = (quantity.value * quantity.unit.factor) / (dose.value * dose.unit.factor);
		for (const size of [10, 100, 1000]) {
			if (Math.abs(ratio - size) < 1e-6 * size) return ` That is ${size} times as much.`;
			if (Math.abs(ratio - 1 / size) < 1e-9) return ` That is a ${size}th of it.`;
		}
	}
	return '';
}
