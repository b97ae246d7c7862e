import { expect } from 'chai';
import fc from 'fast-check';
import { checkKeywordValue, fitThing } from '../../../src/domain/message/keyword-rules.js';
import { keywordRules } from '../../infrastructure/wechat/contract-cases.js';

const enums = { enum_string1: ['客厅', '餐厅'] };
const keyOf = (type: string): string => (type === 'enum' ? 'enum_string1' : `${type}1`);
/** The one sample of the contract that describes a value instead of giving it. */
const valueOf = (sample: string): string => (sample === '21 chars' ? 'x'.repeat(21) : sample);

const more: Readonly<Record<string, Readonly<{ ok: readonly string[]; bad: readonly string[] }>>> =
  {
    thing1: {
      ok: ['号'.repeat(20), '😀'.repeat(10), ' x'],
      bad: ['', '   ', '\u0000', '\ud800', '😀'.repeat(11)],
    },
    number1: { ok: ['0', '1'.repeat(32)], bad: ['-1', '1.', '.5', '１', '1e3', '1'.repeat(33)] },
    letter1: { ok: ['a'.repeat(32)], bad: ['é', 'a'.repeat(33)] },
    symbol1: { ok: ['￥%'], bad: ['字', '1', '######'] },
    character_string1: {
      ok: ['A-012', '2024-01-01 10:00'],
      bad: ['A 号', 'a\n', ' a', 'x'.repeat(33)],
    },
    time1: {
      ok: ['9:05', '23:59:59', '2019年10月1日 15:01~2019年10月1日 16:01', '15:01~16:00'],
      bad: ['24:00', '15:60', '15', '15:01~', '15:01-16:00'],
    },
    date1: {
      ok: ['2018/01/01', '2018.01.01', '2019年10月1日 15:01', '2019-10-01~2019-10-02', '10月1日'],
      bad: ['2019-13-01', '2019-10-32', '2019', '2019-10-01～2019-10-02'],
    },
    amount1: { ok: ['¥0.5', '1234567890'], bad: ['12345678901', '￥￥1', '1.', '1.2.3', '元'] },
    car_number1: { ok: ['京A12345'], bad: ['粤A8Z888888'] },
    name1: {
      ok: ['阿凡提·买买提', 'John Smith'],
      bad: ['张'.repeat(11), 'A'.repeat(21), '张a'.repeat(6), '张3'],
    },
    phrase1: { ok: ['好'], bad: [''] },
  };

describe('values of template keywords', () => {
  for (const rule of keywordRules) {
    const key = keyOf(rule.type);
    for (const sample of rule.ok) {
      it(`${key} takes ${JSON.stringify(sample)}`, () => {
        expect(checkKeywordValue(key, valueOf(sample), { enums })).to.deep.equal({ ok: true });
      });
    }
    for (const sample of rule.bad) {
      it(`${key} refuses ${JSON.stringify(sample)}`, () => {
        expect(checkKeywordValue(key, valueOf(sample), { enums }).ok).to.equal(false);
      });
    }
  }

  for (const [key, { ok, bad }] of Object.entries(more)) {
    it(`${key}: more values`, () => {
      for (const value of ok)
        expect(checkKeywordValue(key, value), value).to.deep.equal({ ok: true });
      for (const value of bad) expect(checkKeywordValue(key, value).ok, value).to.equal(false);
    });
  }

  it('names the key and what was expected', () => {
    expect(checkKeywordValue('thing5', 'x'.repeat(21))).to.deep.equal({
      ok: false,
      code: 'too_long',
      problem: 'thing5: at most 20 characters, found 21',
    });
  });

  it('knows no keys but those of WeChat', () => {
    for (const key of ['const1', 'thing', '1', '', 'constructor1', 'Thing1', 'thing1 ']) {
      expect(checkKeywordValue(key, 'x'), key).to.include({ ok: false, code: 'unknown_type' });
    }
  });

  it('takes any value for an enum whose list is not known', () => {
    expect(checkKeywordValue('enum_string9', '天台', { enums }).ok).to.equal(true);
  });
});

describe('cutting text to a thing', () => {
  const text = fc.string({ unit: 'binary', maxLength: 60 });

  it('leaves a beginning of at most 20 units, never half a pair', () => {
    fc.assert(
      fc.property(text, (whole) => {
        const cut = fitThing(whole);
        expect(whole.startsWith(cut)).to.equal(true);
        expect(cut.length).to.be.at.most(20);
        if (whole.length > 20) expect(cut.length).to.be.at.least(19);
        else expect(cut).to.equal(whole);
        expect(/\p{Cs}/u.test(cut)).to.equal(/\p{Cs}/u.test(whole.slice(0, cut.length)));
        expect(/[\ud800-\udbff]$/.test(cut) && !/[\ud800-\udbff]$/.test(whole)).to.equal(false);
      }),
    );
  });

  it('makes every printable line a valid thing', () => {
    const line = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .filter((one) => one.slice(0, 10).trim() !== '' && !/[\p{Cc}\u2028\u2029]/u.test(one));
    fc.assert(fc.property(line, (one) => checkKeywordValue('thing1', fitThing(one)).ok));
  });

  it('is never slow', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(more)), text, (key, value) => {
        const startedAt = performance.now();
        checkKeywordValue(key, value.repeat(200));
        expect(performance.now() - startedAt).to.be.lessThan(50);
      }),
    );
  });
});
