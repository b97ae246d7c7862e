/** Where a ticket is shown. The address names the ticket alone: no person, no token. */
export const ticketPath = (ticketId: string): string =>
  `/pages/ticket/ticket?ticketId=${encodeURIComponent(ticketId)}`;

/** Where a queue is booked; the address names nobody. @param days how many after today */
export const bookingPath = (
  { hallId, queueId }: Readonly<{ hallId: string; queueId: string }>,
  days: number,
): string =>
  `/pages/booking/booking?hallId=${encodeURIComponent(hallId)}&queueId=${encodeURIComponent(queueId)}&days=${days}`;

let isOpening = false;

/** Opens a page, once however often the button is tapped before WeChat shows it. */
export const openPage = (url: string): void => {
  if (isOpening) return;
  isOpening = true;
  const complete = (): void => {
    isOpening = false;
  };
  // WeChat keeps ten pages; the one in sight then makes room.
  wx.navigateTo({ url, complete, fail: () => void wx.redirectTo({ url }) });
};

/** Goes to the first page and forgets the way there. */
export const openStart = (): void => void wx.reLaunch({ url: '/pages/index/index' });

export const setTitle = (title: string): void => void wx.setNavigationBarTitle({ title });

export const toast = (title: string): void => void wx.showToast({ title, icon: 'none' });

/** Asks; true when the person agrees. WeChat takes at most four characters on each button. */
export const confirm = (
  question: Readonly<{ title: string; text: string; yes: string; no: string }>,
): Promise<boolean> =>
  new Promise((resolve) => {
    wx.showModal({
      title: question.title,
      content: question.text,
      confirmText: question.yes,
      cancelText: question.no,
      success: (answer) => resolve(answer.confirm),
      fail: () => resolve(false),
    });
  });

/** Opens WeChat's own settings of this mini-program, in the tap handler itself. */
export const openMessageSettings = (whenBack: () => void): void => {
  wx.openSetting({ withSubscriptions: true, complete: whenBack });
};
