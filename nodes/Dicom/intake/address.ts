/** An IPv4 caller on a dual-stack socket looks like `::ffff:10.1.2.3`. */
export const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');
