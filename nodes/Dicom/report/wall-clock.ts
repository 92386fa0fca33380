import { HospitalError } from '../../shared/errors';

/**
 * An instant as DICOM date and time of a place.
 *
 * @param instant ISO 8601
 * @param zone IANA name (`Europe/Vienna`) or offset (`+0100`); UTC when absent
 * @throws HospitalError `time-invalid`
 */
export function wallClock(instant: string, zone = 'UTC'): { date: string; time: string } {
	const at = new Date(instant);
	try {
		const parts = new Intl.DateTimeFormat('en-GB', {
			timeZone: zone,
			hourCycle: 'h23',
			year: 'numeric',
			month: '2-digit',
			day: '2-digit',
			hour: '2-digit',
			minute: '2-digit',
			second: '2-digit',
		}).formatToParts(at);
		const part = (type: string) => parts.find((each) => each.type === type)!.value;
		return {
			date: part('year') + part('month') + part('day'),
			time: part('hour') + part('minute') + part('second'),
		};
	} catch (error) {
		throw new HospitalError('time-invalid', 'The time of the result cannot be written', {
			nextStep: 'Check the time zone in the settings of the workflow.',
			cause: error,
		});
	}
}
