using Orchestrator.Gateway.Templates.Statements;

namespace Orchestrator.Gateway.Templates.Syntax;

/// <summary>What may stand left of '=' or 'in': names, tuples of names, and in a set also namespace.attribute.</summary>
internal sealed class TargetParser(TokenReader tokens)
{
    public Target Parse(bool allowAttributes)
    {
        var items = new List<Target>();
        var isTuple = false;
        do
        {
            if (items.Count > 0 && AtEnd()) break;
            items.Add(One(allowAttributes));
            isTuple |= tokens.Current.IsSymbol(",");
        }
        while (tokens.TakeSymbol(","));
        return isTuple ? new TupleTarget([.. items]) : items[0];
    }

    public string Name()
    {
        var token = tokens.Expect(TokenKind.Name, "a name");
        if (token.Text is "true" or "false" or "none" or "True" or "False" or "None")
            throw new TemplateException($"'{token.Text}' cannot be assigned to", token.Line);
        return token.Text;
    }

    private Target One(bool allowAttributes)
    {
        if (tokens.TakeSymbol("("))
        {
            tokens.Enter();
            var inner = Parse(allowAttributes);
            tokens.Leave();
            tokens.ExpectSymbol(")");
            return inner;
        }
        var name = Name();
        return allowAttributes && tokens.TakeSymbol(".")
            ? new AttributeTarget(name, tokens.Expect(TokenKind.Name, "an attribute's name").Text)
            : new NameTarget(name);
    }

    private bool AtEnd() =>
        tokens.Current.Kind == TokenKind.BlockEnd || tokens.Current.IsName("in") || tokens.Current.IsSymbol("=") || tokens.Current.IsSymbol(")");
}
