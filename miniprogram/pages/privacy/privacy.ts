import { languages, problemText, type Texts } from '../../logic/languages.js';
import { coreOf } from '../../platform/app.js';
import { confirm, openStart, setTitle, toast } from '../../platform/navigation.js';

const initialTexts: Texts = languages['zh-CN'];

Page({
  data: { t: initialTexts, busy: false, notice: '', problem: '' },

  onShow() {
    const texts = coreOf().texts();
    this.setData({ t: texts });
    setTitle(texts.privacy.title);
  },

  async tapErase() {
    const core = coreOf();
    const { privacy, common } = core.texts();
    const question = {
      title: privacy.eraseConfirm,
      text: privacy.eraseText,
      yes: common.yes,
      no: common.no,
    };
    if (!(await confirm(question))) return;
    this.setData({ busy: true, notice: '', problem: '' });
    const answer = await core.forgetMe();
    if (!answer.ok)
      return this.setData({ busy: false, problem: problemText(core.texts(), answer.problem.code) });
    this.setData({ busy: false, notice: privacy.erased });
    toast(privacy.erased);
    openStart();
  },
});
