import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** Pages that clients and visitors read; the others in these folders are for those who run Sitetab. */
const FOLDERS = ['api/portal', 'api/public'];
const OPERATORS = /LandingPage|Mailbox/;
/** Attributes that a person reads or hears. */
const READ = new Set([
  'title',
  'alt',
  'label',
  'lead',
  'placeholder',
  'aria-label',
  'data-label',
  'button',
  'words',
]);
/** What stands between texts. */
const WORD = /\p{L}{2}/u;

function pages(): string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.tsx') && !OPERATORS.test(file))
      .map((file) => join(folder, file)),
  );
}

/** The literal texts that a page of TSX shows: between tags, and in attributes and properties that are read. */
function literalsOf(name: string, source: string): string[] {
  const found: string[] = [];
  const textIn = (node: ts.Node | undefined): void => {
    if (node === undefined) return;
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) found.push(node.text);
    else if (ts.isTemplateExpression(node))
      found.push(node.head.text, ...node.templateSpans.map(({ literal }) => literal.text));
    else if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(textIn);
    else if (ts.isJsxExpression(node)) textIn(node.expression);
    else if (ts.isBinaryExpression(node)) shownSides(node).forEach(textIn);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) found.push(node.text);
    else if (ts.isJsxAttribute(node) && READ.has(node.name.getText())) textIn(node.initializer);
    else if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent)) textIn(node.expression);
    else if (ts.isPropertyAssignment(node) && READ.has(node.name.getText())) textIn(node.initializer);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
  return found.map((text) => text.trim()).filter((text) => WORD.test(text));
}

/** The sides of a joined or optional text; those of a comparison are not shown. */
function shownSides({ left, right, operatorToken: { kind } }: ts.BinaryExpression): ts.Node[] {
  if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return [right];
  const isShown = [
    ts.SyntaxKind.PlusToken,
    ts.SyntaxKind.BarBarToken,
    ts.SyntaxKind.QuestionQuestionToken,
  ].includes(kind);
  return isShown ? [left, right] : [];
}

describe('pages that clients read', () => {
  it.each(pages())('%s takes every text from a catalogue', (page) => {
    expect(literalsOf(page, readFileSync(page, 'utf8'))).toEqual([]);
  });

  it('are read whole: text, attributes, choices and templates', () => {
    const page = (body: string): string[] => literalsOf('page.tsx', `const page = (a) => ${body};`);
    expect(page('<p>Pay now</p>')).toEqual(['Pay now']);
    expect(page('<p>{a ? "Pay now" : texts.pay}</p>')).toEqual(['Pay now']);
    expect(page('<p>{`Pay ${a} now`}</p>')).toEqual(['Pay', 'now']);
    expect(page('<Head title="Pay now" />')).toEqual(['Pay now']);
    expect(page('({ title: "Pay now", body: <p class="quiet small">{texts.pay}, {a}</p> })')).toEqual([
      'Pay now',
    ]);
  });
});
