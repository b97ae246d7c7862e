/** A priority (优先类别) by the id that its hall gave it; every hall has `normal`. */
export type Priority = string;

/** One priority of a hall's list, which has the highest first. */
export type PriorityClass = Readonly<{
  id: Priority;
  name: string;
  /** Under `head-start`: as though it had come so many seconds earlier. @default 0 */
  headStartSeconds: number;
  /** Under `interleave`: how many calls it has for each one of share 1; 1 to 10. @default 1 */
  share: number;
}>;

/** What whoever asks for nothing gets. */
export const normalPriority: Priority = 'normal';

/** The list of a hall that gives none. */
export const defaultPriorities: readonly PriorityClass[] = [
  { id: 'priority', name: '优先', headStartSeconds: 0, share: 1 },
  { id: normalPriority, name: '普通', headStartSeconds: 0, share: 1 },
];

type WithPriorities = Readonly<{ priorities: readonly PriorityClass[] }>;

/** A priority by its id. */
export const priorityOf = (
  { priorities }: WithPriorities,
  id: Priority,
): PriorityClass | undefined => priorities.find((one) => one.id === id);

/** How many priorities are higher; one that was taken out of the list ranks with `normal`. */
export const priorityRank = ({ priorities }: WithPriorities, id: Priority): number => {
  const rank = priorities.findIndex((one) => one.id === id);
  if (rank !== -1) return rank;
  return Math.max(
    0,
    priorities.findIndex((one) => one.id === normalPriority),
  );
};
