using System.Diagnostics;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Training.Callbacks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Training;

/// <summary>Trains a network epoch by epoch and keeps the weights of the best one.</summary>
/// <remarks>
/// The best epoch is the first with the best figure that the recipe, or else the objective, names.
/// Texts are shuffled anew in every epoch. Their order and what dropout draws follow from the seed and the epoch's number alone; with a
/// <see cref="Checkpoint"/>, training that was ended at any moment goes on after the last epoch that was finished, and ends with the same bits.
/// </remarks>
public sealed class FitLoop
{
    private const int EvaluationBatch = 256;

    private readonly Network _network;
    private readonly Objective _objective;
    private readonly Recipe _recipe;
    private readonly BatchLayout _trainingLayout;
    private readonly BatchLayout _evaluationLayout;

    /// <summary>Prepares the loop.</summary>
    /// <param name="network">The network, whose weights will change. All is computed where they lie.</param>
    /// <param name="objective">What to make small.</param>
    /// <param name="recipe">How.</param>
    /// <param name="paddingSkip">Whether training leaves padding out where that changes nothing but the time it takes.</param>
    public FitLoop(Network network, Objective objective, Recipe recipe, bool paddingSkip)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(recipe);
        _network = network;
        _objective = objective;
        _recipe = recipe;
        Monitor = recipe.Monitor ?? objective.Monitor;
        _trainingLayout = network.Layout(dropsAtRandom: true, paddingSkip);
        _evaluationLayout = network.Layout(dropsAtRandom: false);
    }

    /// <summary>The figure of the validation texts by which epochs are compared.</summary>
    public MonitoredFigure Monitor { get; }

    /// <summary>Callbacks beside those that the recipe asks for, called after them; new ones for every run.</summary>
    public IReadOnlyList<ITrainingCallback> Callbacks { get; init; } = [];

    /// <summary>In which numbers training steps are computed.</summary>
    public TrainingPrecision Precision { get; init; }

    /// <summary>What a teacher answers to each training text, the probability of label 1, for recipes that listen to one; null for the labels alone.</summary>
    public IReadOnlyList<float>? TeacherAnswers { get; init; }

    /// <summary>Where the state after every epoch is kept, and from where training goes on; null for nowhere.</summary>
    public TrainingCheckpoint? Checkpoint { get; init; }

    /// <summary>Trains, and leaves the weights of the best epoch in the network.</summary>
    /// <param name="training">Texts to train on.</param>
    /// <param name="validation">Texts to choose the epoch on.</param>
    /// <param name="test">Texts to evaluate after every epoch besides, for the document's protocol; null for none.</param>
    /// <param name="seed">Decides the order of the texts and what dropout draws.</param>
    /// <param name="progress">Told of every batch and epoch.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <returns>The figures of every epoch, and the number of the best.</returns>
    /// <exception cref="CheckpointException">The state after an epoch could not be kept.</exception>
    /// <exception cref="RnnOnnxException">The loss is no number any more.</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two batches.</exception>
    public FitResult Fit(
        LabelledSequences training,
        LabelledSequences validation,
        LabelledSequences? test,
        int seed,
        ITrainingProgress progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(progress);
        using var flush = DenormalFlush.OnThisThread();
        using var optimizer = CreateOptimizer();
        using var copy = Precision == TrainingPrecision.Mixed ? new WorkingCopy(_network) : null;
        var regularization = new WeightRegularization(_network, _recipe);
        var run = new TrainingRun(_network, optimizer, _recipe, training.Count, Monitor);
        IReadOnlyList<ITrainingCallback> callbacks = [.. RecipeCallbacks.Of(_recipe), .. Callbacks];
        using var state = new FitState(_network);
        using var saved = Checkpoint?.Read();
        FitResult? result = null;
        try
        {
            if (saved is not null)
            {
                state.RestoreFigures(saved);
                run.Epochs = state.Epochs;
            }

            Each(callbacks, c => c.Begin(run));
            if (saved is not null)
            {
                Restore(saved, state, run, optimizer, callbacks);
            }

            while (state.Epochs.Count < _recipe.Epochs && run.StopReason is null)
            {
                var epoch = state.Epochs.Count + 1;
                var epochSeed = EpochSeed(seed, epoch);
                manual_seed(epochSeed);
                var texts = Thinned(training, _recipe.WordDropout, epochSeed);
                var (loss, accuracy, seconds) = TrainEpoch(run, optimizer, copy, regularization, callbacks, texts, Batches(texts, _recipe, epochSeed), epoch, progress, cancellation);
                Each(callbacks, c => c.BeforeEvaluation(epoch));
                var figures = new EpochFigures(
                    epoch,
                    loss,
                    accuracy,
                    Evaluate(validation, cancellation),
                    test is null ? null : Evaluate(test, cancellation),
                    seconds,
                    training.Count);
                var isBest = !_recipe.KeepsBest || figures.Validation.AreBetterThan(state.Best, Monitor);
                state.Add(figures, isBest);
                Each(callbacks, c => c.AfterEvaluation(epoch));
                run.Epochs = state.Epochs;
                progress.Epoch(figures, _recipe.Epochs);
                Each(callbacks, c => c.AfterEpoch(figures, isBest));
                Checkpoint?.Write($"after epoch {epoch} of {_recipe.Epochs}", writer => Save(writer, state, run, optimizer, callbacks));
            }

            state.PutBestInPlace();
            return result = new FitResult(state.Epochs, state.BestEpoch) { StopReason = run.StopReason };
        }
        finally
        {
            Each(callbacks, c => c.End(result));
        }
    }

    /// <summary>Evaluates the network as it is.</summary>
    /// <exception cref="OperationCanceledException">Cancelled between two batches.</exception>
    public Figures Evaluate(LabelledSequences texts, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(texts);
        _network.eval();
        using var noGradients = no_grad();
        var (loss, right, rightSteps, answers) = (0.0, 0, 0.0, 0);
        var scoresSteps = _network.ScoresSteps && !_objective.IsOfNextIds;
        foreach (var rows in ByLength(texts))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var (logits, labels) = Run(_network, texts, rows, _evaluationLayout);
            loss += _objective.Loss(logits, labels).ToSingle() * labels.Count;
            right += _objective.Right(Scores(logits), labels);
            rightSteps += scoresSteps ? Objective.RightSteps(logits, labels) * labels.Count : 0;
            answers += labels.Count;
        }

        return new Figures(loss / answers, (double)right / answers) { StepAccuracy = scoresSteps ? rightSteps / answers : null };
    }

    /// <summary>The network's scores for some texts, of a network that generates the logits after the last id: one array per text, as the ONNX graph gives them.</summary>
    public IReadOnlyList<float[]> Score(LabelledSequences texts) => Answer(texts, Scores);

    /// <summary>The scores of every step, of a network that scores each: one array per text, step after step.</summary>
    public IReadOnlyList<float[]> ScoreSteps(LabelledSequences texts) => Answer(texts, _network.StepScores);

    private float[][] Answer(LabelledSequences texts, Func<Tensor, Tensor> scoresOf)
    {
        ArgumentNullException.ThrowIfNull(texts);
        _network.eval();
        using var noGradients = no_grad();
        var scores = new float[texts.Count][];
        foreach (var batch in ByLength(texts))
        {
            using var scope = NewDisposeScope();
            var (input, _, rows) = MakeBatch(texts, batch, _evaluationLayout);
            var logits = _network.call(input);
            var values = NetworkGraph.Floats(scoresOf(_objective.IsOfNextIds ? StepRows(logits, rows.Select(row => Enumerable.Range(texts.Ids[row].Length - 1, 1))) : logits));
            var width = values.Length / rows.Count;
            for (var i = 0; i < rows.Count; i++)
            {
                scores[rows[i]] = values[(i * width)..((i + 1) * width)];
            }
        }

        return scores;
    }

    private (double Loss, double Accuracy, double Seconds) TrainEpoch(
        TrainingRun run,
        optim.Optimizer optimizer,
        WorkingCopy? copy,
        WeightRegularization regularization,
        IReadOnlyList<ITrainingCallback> callbacks,
        LabelledSequences training,
        IEnumerable<int[]> batches,
        int epoch,
        ITrainingProgress progress,
        CancellationToken cancellation)
    {
        var network = copy?.Network ?? _network;
        network.train();
        var (loss, right, done, answers) = (0.0, 0, 0, 0);
        var step = (epoch - 1) * run.StepsPerEpoch;
        var watch = Stopwatch.StartNew();
        foreach (var chunk in batches)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            copy?.TakeWeights();
            var batch = MakeBatch(training, chunk, _trainingLayout);
            var labels = batch.Labels;
            var (batchLoss, logits) = Backward(network, training, batch);
            if (network.Adversarial is { } adversarial)
            {
                adversarial.Aim();
                Backward(network, training, batch);
                adversarial.Rest();
            }

            copy?.GiveGradients();
            regularization.AddPenalty();
            double? norm = _recipe.GradientNorm is { } longest ? nn.utils.clip_grad_norm_(_network.TrainableParameters, longest) : null;
            if (_recipe.GradientValue is { } largest)
            {
                nn.utils.clip_grad_value_(_network.TrainableParameters, largest);
            }

            step++;
            Each(callbacks, c => c.BeforeStep(step));
            regularization.Decay(run.LearningRate);
            optimizer.step();
            var (lossOfBatch, rightOfBatch) = (batchLoss.ToSingle(), _objective.Right(Scores(logits), labels));
            loss += lossOfBatch * labels.Count;
            right += rightOfBatch;
            done += chunk.Length;
            answers += labels.Count;
            Each(callbacks, c => c.AfterStep(new StepFigures(step, epoch, lossOfBatch, (double)rightOfBatch / labels.Count, norm, run.LearningRate)));
            progress.Batch(new BatchFigures(epoch, _recipe.Epochs, done, training.Count, loss / answers, (double)right / answers, done / watch.Elapsed.TotalSeconds));
        }

        if (!double.IsFinite(loss))
        {
            throw new RnnOnnxException($"training broke down in epoch {epoch}: the loss is {loss}; try a smaller learning rate than {_recipe.LearningRate}");
        }

        return (loss / answers, (double)right / answers, watch.Elapsed.TotalSeconds);
    }

    // The logits of each right answer.
    private (Tensor Logits, IReadOnlyList<int> Labels) Run(Network network, LabelledSequences texts, int[] rows, BatchLayout layout)
    {
        var batch = MakeBatch(texts, rows, layout);
        return (Logits(network, texts, batch), batch.Labels);
    }

    private Tensor Logits(Network network, LabelledSequences texts, Batch batch)
    {
        var logits = network.call(batch.Input);
        return _objective.IsOfNextIds ? StepRows(logits, batch.Rows.Select(row => Enumerable.Range(0, texts.Ids[row].Length))) : logits;
    }

    // Labels of which the teacher's answers take the recipe's share.
    private float[]? Taught(Batch batch) =>
        TeacherAnswers is { } answers ? [.. batch.Rows.Zip(batch.Labels, (row, label) => (float)(label + (_recipe.TeacherShare * (answers[row] - label))))] : null;

    // Adds to the gradients those of a batch.
    private (Tensor Loss, Tensor Logits) Backward(Network network, LabelledSequences texts, Batch batch)
    {
        var logits = Logits(network, texts, batch);
        if (logits.dtype != ScalarType.Float32)
        {
            logits = logits.to_type(ScalarType.Float32);
        }

        var loss = _objective.Loss(logits, batch.Labels, _recipe.LabelSmoothing, Taught(batch));
        loss.backward();
        return (loss, logits);
    }

    private Batch MakeBatch(LabelledSequences texts, int[] rows, BatchLayout layout) =>
        _objective.IsOfNextIds ? Batch.OfNextIds(texts, rows, _network.Device) : Batch.Create(texts, rows, _network.MaximumLength, layout, _network.Device);

    // Sampling takes logits, so a generator's graph gives them as they are.
    private Tensor Scores(Tensor logits) => _objective.IsOfNextIds ? logits : _network.Scores(logits);

    // Some steps of each row of [batch, time, units], row after row.
    private static Tensor StepRows(Tensor logits, IEnumerable<IEnumerable<int>> steps)
    {
        var time = logits.shape[1];
        return logits.flatten(0, 1).index_select(0, tensor(steps.SelectMany((row, number) => row.Select(step => (number * time) + step)).ToArray(), device: logits.device));
    }

    private OptimizerHelper CreateOptimizer() => _recipe.Optimizer switch
    {
        OptimizerKind.Adam => optim.Adam(_network.TrainableParameters, _recipe.LearningRate, eps: _recipe.Epsilon),
        OptimizerKind.RmsProp => optim.RMSProp(_network.TrainableParameters, _recipe.LearningRate, alpha: 0.9, eps: _recipe.Epsilon),
        _ => throw new InvalidOperationException($"recipe {_recipe.Name} names the unknown optimizer {_recipe.Optimizer}"),
    };

    // Rows of like length share a batch, so that little of it is filler.
    private static IEnumerable<int[]> ByLength(LabelledSequences texts) =>
        Enumerable.Range(0, texts.Count).OrderByDescending(row => texts.Ids[row].Length).Chunk(EvaluationBatch);

    /// <summary>What an epoch's order of texts and its dropout are drawn from. It follows from the run's seed and the epoch's number alone, so that training can go on after any epoch.</summary>
    internal static int EpochSeed(int seed, int epoch)
    {
        // Drawn one by one: LINQ's Last would draw once, whatever the epoch.
        var draws = new Random(seed);
        for (var earlier = 1; earlier < epoch; earlier++)
        {
            draws.Next();
        }

        return draws.Next();
    }

    /// <summary>The batches of an epoch: every text once. With a window they are of texts of like length, as far as one finds them among so many batches of the order.</summary>
    internal static IEnumerable<int[]> Batches(LabelledSequences texts, Recipe recipe, int epochSeed)
    {
        var random = new Random(epochSeed);
        var rows = Enumerable.Range(0, texts.Count).ToArray();
        random.Shuffle(rows);
        if (recipe.LengthWindow is not { } window)
        {
            return rows.Chunk(recipe.BatchSize);
        }

        int[][] batches = [.. rows.Chunk(window * recipe.BatchSize).SelectMany(some => some.OrderBy(row => texts.Ids[row].Length).Chunk(recipe.BatchSize))];
        random.Shuffle(batches);
        return batches;
    }

    /// <summary>The texts of an epoch, of which a share of the words is left out.</summary>
    internal static LabelledSequences Thinned(LabelledSequences texts, double share, int epochSeed)
    {
        if (share == 0)
        {
            return texts;
        }

        var random = new Random(epochSeed);
        return new([.. texts.Ids.Select(ids => Array.FindAll(ids, _ => random.NextDouble() >= share))], texts.Labels);
    }

    private static void Each(IReadOnlyList<ITrainingCallback> callbacks, Action<ITrainingCallback> call)
    {
        foreach (var callback in callbacks)
        {
            call(callback);
        }
    }

    private static void Save(BinaryWriter writer, FitState state, TrainingRun run, OptimizerHelper optimizer, IReadOnlyList<ITrainingCallback> callbacks)
    {
        state.SaveFigures(writer);
        state.SaveWeights(writer);
        optimizer.save_state_dict(writer);
        writer.Write(run.StopReason ?? "");
        writer.Write(callbacks.Count);
        foreach (var callback in callbacks)
        {
            using var own = new MemoryStream();
            using var ownWriter = new BinaryWriter(own);
            callback.Save(ownWriter);
            ownWriter.Flush();
            writer.Write(callback.Name);
            writer.Write((int)own.Length);
            writer.Write(own.GetBuffer(), 0, (int)own.Length);
        }
    }

    private static void Restore(BinaryReader saved, FitState state, TrainingRun run, OptimizerHelper optimizer, IReadOnlyList<ITrainingCallback> callbacks)
    {
        state.RestoreWeights(saved);
        optimizer.load_state_dict(saved);
        if (saved.ReadString() is { Length: > 0 } reason)
        {
            run.Stop(reason);
        }

        for (var left = saved.ReadInt32(); left > 0; left--)
        {
            var (name, own) = (saved.ReadString(), saved.ReadBytes(saved.ReadInt32()));
            if (callbacks.FirstOrDefault(callback => callback.Name == name) is { } callback)
            {
                using var reader = new BinaryReader(new MemoryStream(own));
                callback.Restore(reader);
            }
        }
    }
}
