import type { Chart } from '../chart';
import { collect } from './collect';
import { groupsOf } from './groups';
import { OneMedicine, type Decision, type Surroundings } from './one-medicine';

/** What a site says about its own charts; without it nothing is assumed. */
export interface ReconcileRules {
	/**
	 * A medicine from before that the chart calls active and that no order for afterwards names:
	 * `unclear` (default), `stopped` where a site's list for afterwards is always complete, `continued`
	 * where a site writes such orders only for what is new or changed.
	 */
	notOnDischargeList?: Surroundings['notOnDischargeList'];
}

/** Compares what was taken before the stay with what is ordered for afterwards. */
export function reconcile(chart: Chart, rules: ReconcileRules): Decision[] {
	const { entries, homeKnown } = collect(chart);
	const medicines = groupsOf(entries).map((group) => new OneMedicine(group));
	for (const one of medicines) one.pair();
	const lonely = {
		home: new Set(medicines.flatMap((one) => one.lonely('home'))),
		planned: new Set(medicines.flatMap((one) => one.lonely('planned'))),
	};
	if (medicines.some(({ isCut }) => isCut)) {
		chart.gap(
			'medicines-cut-off',
			['trc-medications'],
			'One medicine has more records than are compared.',
		);
	}
	return medicines.flatMap((one) =>
		one.finish({
			homeKnown,
			notOnDischargeList: rules.notOnDischargeList ?? 'unclear',
			isShared: (parts, list) => parts.some((each) => lonely[list].has(each)),
		}),
	);
}

/** Without a stay: what is taken now. One list, so nothing can be new, changed or stopped by comparison. */
export function current(chart: Chart): Decision[] {
	const { entries } = collect(chart);
	return groupsOf(entries).flatMap((group) => new OneMedicine(group).now());
}
