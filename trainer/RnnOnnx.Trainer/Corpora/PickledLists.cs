namespace RnnOnnx.Trainer.Corpora;

/// <summary>
/// Reads what NumPy's <c>save</c> writes of an object array whose elements are lists of integers: a pickle of protocol 2, 3 or 4. A pickle is a program; this knows the few instructions
/// that make such an array and the few names that occur in one, and refuses all else. It calls nothing and makes nothing but lists.
/// </summary>
internal sealed class PickledLists
{
    private const long MostBytes = 1 << 28;
    private const int MostParts = 1_000_000;
    private const int DeepestStack = 10_000;
    private const int MostMarks = 16;

    private static readonly HashSet<string> Names =
        ["numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct", "numpy.ndarray", "numpy.dtype", "_codecs.encode"];

    private readonly PickleBytes _source;
    private readonly List<PickleValue> _stack = [];
    private readonly Stack<int> _marks = new();
    private readonly Dictionary<int, PickleValue> _memo = [];
    private int _parts;

    private PickledLists(PickleBytes source) => _source = source;

    /// <summary>Reads the lists.</summary>
    /// <param name="stream">The pickle, to its end.</param>
    /// <param name="what">Names it in messages.</param>
    /// <exception cref="CorpusException">It is anything else than an array of lists of integers; the message says what and where.</exception>
    /// <exception cref="EndOfStreamException">It breaks off.</exception>
    public static int[][] Read(Stream stream, string what)
    {
        using var source = new PickleBytes(stream, what);
        return new PickledLists(source).Run();
    }

    private int[][] Run()
    {
        int opcode;
        while ((opcode = _source.Byte()) != '.')
        {
            Do(opcode);
            if (_stack.Count > DeepestStack || _marks.Count > MostMarks || _memo.Count > MostParts || _parts > MostParts || _source.Position > MostBytes)
            {
                throw _source.Refuse("is too large, nested too deeply or made of too many parts");
            }
        }

        var array = Pop(PickleKind.Array).List;
        return _stack.Count > 0 || _source.TryByte() >= 0 ? throw _source.Refuse("goes on after its end")
            : array.Integers.Count > 0 ? throw _source.Refuse("is an array of integers, not of lists")
            : [.. array.Lists.Select(list => list.Integers.ToArray())];
    }

    private void Do(int opcode)
    {
        switch (opcode)
        {
            case 0x80: CheckProtocol(_source.Byte()); break;
            case 0x95: _source.SkipUInt64(); break; // the length of what follows, which is read as it comes
            case 'c': PushGlobal(_source.Line(), _source.Line()); break;
            case 0x93: var name = Pop(PickleKind.Text).Text; PushGlobal(Pop(PickleKind.Text).Text, name); break;
            case 'K': PushInteger(_source.Byte()); break;
            case 'M': PushInteger(_source.UInt16()); break;
            case 'J': PushInteger(_source.Int32()); break;
            case 0x8a: PushInteger(_source.Long(_source.Byte())); break;
            case 'U' or 'C' or 0x8c: Push(PickleKind.Text, _source.Text(_source.Byte())); break;
            case 'T' or 'B' or 'X': Push(PickleKind.Text, _source.Text(_source.Int32())); break;
            case 'N' or 0x88 or 0x89: Push(PickleKind.Constant, null); break;
            case ']': Push(PickleKind.List, new PickleList()); break;
            case 'a': AppendFrom(_stack.Count - 1); break;
            case 'e': AppendFrom(PopMark()); break;
            case '(': _marks.Push(_stack.Count); break;
            case ')': PushTuple(0); break;
            case 0x85 or 0x86 or 0x87: PushTuple(opcode - 0x84); break;
            case 't': PushTuple(_stack.Count - PopMark()); break;
            case 'q': _memo[_source.Byte()] = Top(); break;
            case 'r': _memo[_source.Int32()] = Top(); break;
            case 0x94: _memo[_memo.Count] = Top(); break;
            case 'h': Recall(_source.Byte()); break;
            case 'j': Recall(_source.Int32()); break;
            case 'R': Reduce(); break;
            case 'b': Build(); break;
            default: throw _source.Refuse($"has the instruction 0x{opcode:x2}{(opcode is > 32 and < 127 ? $" ('{(char)opcode}')" : "")}");
        }
    }

    private void CheckProtocol(int protocol)
    {
        if (protocol is < 2 or > 4)
        {
            throw _source.Refuse($"is a pickle of protocol {protocol}, and 2 to 4 are known");
        }
    }

    private void PushGlobal(string module, string name)
    {
        var global = $"{module}.{name}";
        Push(PickleKind.Global, Names.Contains(global) ? global : throw _source.Refuse($"asks for '{global}'"));
    }

    private void Push(PickleKind kind, object? value)
    {
        _parts++;
        _stack.Add(new PickleValue(kind, 0, value));
    }

    private void PushInteger(int value) => _stack.Add(new PickleValue(PickleKind.Integer, value));

    private void PushTuple(int count)
    {
        var items = new PickleValue[count];
        for (var i = count - 1; i >= 0; i--)
        {
            items[i] = Pop();
        }

        Push(PickleKind.Tuple, items);
    }

    private void AppendFrom(int first)
    {
        if (first < 1 || first > _stack.Count || _stack[first - 1].Kind != PickleKind.List)
        {
            throw _source.Refuse("appends to something that is no list");
        }

        var list = _stack[first - 1].List;
        for (var i = first; i < _stack.Count; i++)
        {
            if (list.Append(_stack[i]) is { } wrong)
            {
                throw _source.Refuse(wrong);
            }
        }

        _stack.RemoveRange(first, _stack.Count - first);
    }

    private void Recall(int place) => _stack.Add(_memo.TryGetValue(place, out var value) ? value : throw _source.Refuse($"recalls the value {place}, which it has not stored"));

    private void Reduce()
    {
        var arguments = Pop(PickleKind.Tuple).Tuple;
        var called = Pop(PickleKind.Global).Text;
        var kinds = string.Join(", ", arguments.Select(a => a.Kind));
        switch (called)
        {
            case "numpy.core.multiarray._reconstruct" or "numpy._core.multiarray._reconstruct"
                when kinds == "Global, Tuple, Text" && arguments[0].Text == "numpy.ndarray":
                Push(PickleKind.EmptyArray, null);
                break;
            case "numpy.dtype" when arguments.Length == 3 && arguments[0].Kind == PickleKind.Text && arguments[0].Text is "O8" or "O4" or "O":
                Push(PickleKind.ObjectType, null);
                break;

            // How Python 3 writes bytes in protocol 2.
            case "_codecs.encode" when kinds == "Text, Text" && arguments[1].Text == "latin1":
                Push(PickleKind.Text, arguments[0].Text);
                break;
            default:
                throw _source.Refuse($"calls '{called}' with ({kinds})");
        }
    }

    private void Build()
    {
        var state = Pop(PickleKind.Tuple).Tuple;
        switch (Pop().Kind)
        {
            case PickleKind.ObjectType:
                Push(PickleKind.ObjectType, null);
                break;
            case PickleKind.EmptyArray when state is [_, { Kind: PickleKind.Tuple, Tuple: [{ Kind: PickleKind.Integer } length] }, { Kind: PickleKind.ObjectType }, _, { Kind: PickleKind.List } content]:
                if (length.Number != content.List.Lists.Count + content.List.Integers.Count)
                {
                    throw _source.Refuse($"announces {length.Number:N0} elements and has {content.List.Lists.Count + content.List.Integers.Count:N0}");
                }

                Push(PickleKind.Array, content.List);
                break;
            case var kind:
                throw _source.Refuse($"sets the state of a {kind} to ({string.Join(", ", state.Select(s => s.Kind))})");
        }
    }

    private PickleValue Top() => _stack.Count > 0 ? _stack[^1] : throw _source.Refuse("stores a value where there is none");

    private PickleValue Pop()
    {
        // What lies below a mark belongs to something else.
        if (_stack.Count <= (_marks.TryPeek(out var mark) ? mark : 0))
        {
            throw _source.Refuse("takes a value where there is none");
        }

        var value = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private PickleValue Pop(PickleKind kind) => Pop() is var value && value.Kind == kind ? value : throw _source.Refuse($"has a {value.Kind} where a {kind} should be");

    private int PopMark() => _marks.TryPop(out var mark) && mark <= _stack.Count ? mark : throw _source.Refuse("ends a sequence that it has not begun");
}
