using System.Text;
using Orchestrator.Gateway.Tokenization.Normalization;
using Orchestrator.Gateway.Tokenization.Patterns;

namespace Orchestrator.Gateway.Tokenization;

/// <summary>A change made to text before it is split: the normalizers of a tokenizer.json and what its pre-tokenizers insert.</summary>
internal abstract class TextRewrite
{
    /// <param name="text">Not empty.</param>
    /// <param name="atStart">The text begins where the prompt begins.</param>
    public abstract string Apply(string text, bool atStart);

    public static string ApplyAll(IReadOnlyList<TextRewrite> rewrites, string text, bool atStart)
    {
        foreach (var rewrite in rewrites)
        {
            if (text.Length == 0) break;
            text = rewrite.Apply(text, atStart);
        }
        return text;
    }

    public sealed class Prepend(string prefix) : TextRewrite
    {
        public override string Apply(string text, bool atStart) => prefix + text;
    }

    /// <summary>Prepends unless it is there already.</summary>
    public sealed class EnsurePrefix(string prefix, bool onlyAtStart) : TextRewrite
    {
        public override string Apply(string text, bool atStart) =>
            (onlyAtStart && !atStart) || text.StartsWith(prefix, StringComparison.Ordinal) ? text : prefix + text;
    }

    public sealed class Replace(string old, string replacement) : TextRewrite
    {
        public override string Apply(string text, bool atStart) => text.Replace(old, replacement, StringComparison.Ordinal);
    }

    public sealed class ReplacePattern(CodePointRegex pattern, string replacement) : TextRewrite
    {
        public override string Apply(string text, bool atStart)
        {
            var matches = new List<TextRange>();
            pattern.FindAll(text, matches);
            var result = new StringBuilder(text.Length);
            var done = 0;
            foreach (var match in matches)
            {
                result.Append(text, done, match.Start - done).Append(replacement);
                done = match.End;
            }
            return result.Append(text, done, text.Length - done).ToString();
        }
    }

    /// <summary>Unicode normalization form C, or D.</summary>
    public sealed class Canonical(bool compose) : TextRewrite
    {
        public override string Apply(string text, bool atStart) => compose ? CanonicalForms.Compose(text) : CanonicalForms.Decompose(text);
    }
}
