namespace Orchestrator.Gateway.Templates.Syntax;

/// <summary>Where in the template the parser stands, as far as it changes what a construct means.</summary>
internal sealed class ParseContext
{
    private readonly Stack<HashSet<string>> _macros = new();
    private readonly List<(string Message, int Line)> _unknown = [];

    /// <summary>Loops around this place inside the innermost macro: break and continue need one.</summary>
    public int Loops { get; set; }

    /// <summary>Unknown filters and tests met so far that will certainly be reached.</summary>
    public int UnknownNames => _unknown.Count;

    public void Unknown(string message, int line) => _unknown.Add((message, line));

    /// <summary>What was unknown since then stands under a condition: it fails only when it is reached, as in Jinja.</summary>
    public void PostponeSince(int unknownNames) => _unknown.RemoveRange(unknownNames, _unknown.Count - unknownNames);

    public void ThrowIfUnknown()
    {
        if (_unknown.Count > 0) throw new TemplateException(_unknown[0].Message, _unknown[0].Line);
    }

    /// <summary>Notes that a name is read. A macro that reads caller, kwargs or varargs is given them.</summary>
    public void Reads(string name)
    {
        if (name is not ("caller" or "kwargs" or "varargs")) return;
        foreach (var macro in _macros) macro.Add(name);
    }

    /// <summary>Parses the body of a macro or call block; returns which of the three special names it reads.</summary>
    public HashSet<string> InMacro(Action parse)
    {
        var (loops, reads) = (Loops, new HashSet<string>());
        Loops = 0;
        _macros.Push(reads);
        parse();
        _macros.Pop();
        Loops = loops;
        return reads;
    }
}
