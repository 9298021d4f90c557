//! Compiling unions, and host values that may be absent or of one of several types.
use crate::avro::compile::Compiler;
use crate::avro::plan::{BranchPlan, OneOfPlan, Op, OptionalPlan, Step, UnionPlan};
use crate::model::name::Name;
use crate::model::node::{Graph, NodeId, NodeKind};
use crate::model::shape::{Rep, Shape, ShapeId};
use crate::model::value::Slot;

impl Compiler<'_> {
    pub(crate) fn union(&mut self, node: NodeId, branches: &[NodeId], shape: ShapeId) -> Option<Step> {
        let rep = self.bind.shapes.get(shape).rep();
        let noted = self.mismatches.len();
        let mut found = Vec::with_capacity(branches.len());
        for &branch in branches {
            found.push((branch, self.plain(branch, shape)));
        }
        let named = self.side.names(&mut self.plan.names, node);
        let fitting: Vec<usize> = (0..found.len()).filter(|&i| found[i].1.is_some()).collect();
        // A union of nothing holds no value, but lists of it may be empty: values that know their kind learn that one by one.
        if fitting.is_empty() && !(branches.is_empty() && rep == Rep::Any) {
            // Say why only where there is no doubt which branch was meant.
            let reasons = self.mismatches.split_off(noted);
            let deep = reasons.iter().filter(|reason| reason.contains("the schema has no such field")).cloned();
            let deep: Vec<String> = deep.collect();
            self.mismatches.extend(deep);
            return self.mismatch(node, shape);
        }
        self.mismatches.truncate(noted);
        if rep != Rep::Any
            && let [index] = fitting[..]
            && let Some(step) = found[index].1
        {
            self.plan.branches.push(BranchPlan { index: index as u32, step, named });
            let arg = self.plan.branches.len() as u32 - 1;
            return Some(Step { op: Op::Branch, rep, at: 0, arg, shape });
        }
        let own = self.branch_of_name(&found, shape);
        self.plan.unions.push(UnionPlan { named, branches: found.into(), own });
        let arg = self.plan.unions.len() as u32 - 1;
        Some(Step { op: Op::Union, rep, at: 0, arg, shape })
    }

    /// The branch of a host type's full name, else of its simple name, if the type fits it.
    fn branch_of_name(&self, branches: &[(NodeId, Option<Step>)], shape: ShapeId) -> Option<u32> {
        let host = match self.bind.shapes.get(shape) {
            Shape::Struct(record) => &*record.name,
            Shape::Enum { name, .. } => name,
            _ => return None,
        };
        let simple = host.rsplit('.').next().unwrap_or(host);
        let find = |is: &dyn Fn(&Name) -> bool| {
            let fits = |(node, step): &(NodeId, Option<Step>)| {
                step.is_some() && self.side.graph.node(*node).name().is_some_and(is)
            };
            branches.iter().position(fits).map(|index| index as u32)
        };
        find(&|name| name.full() == host).or_else(|| find(&|name| name.simple() == simple))
    }

    pub(crate) fn optional(&mut self, node: NodeId, shape: ShapeId, inner: ShapeId) -> Option<Step> {
        let graph = self.side.graph;
        let null = match &graph.node(node).kind {
            NodeKind::Union(branches) => null_branch(graph, branches),
            NodeKind::Null => {
                return Some(Step { op: Op::Null, rep: Rep::Optional, at: 0, arg: 0, shape });
            }
            _ => None,
        };
        let step = self.step(node, inner)?;
        let rep = self.bind.shapes.get(inner).rep();
        let (branch, named, step) = match step.op {
            Op::Branch => {
                let BranchPlan { index, step, named } = self.plan.branches[step.arg as usize];
                (Some(index), named, step)
            }
            _ => (None, 0, step),
        };
        self.plan.optionals.push(OptionalPlan {
            null,
            branch,
            named,
            step,
            inner: Slot { rep, shape: inner },
            size: self.bind.layout.slot(self.bind.shapes, inner),
        });
        let arg = self.plan.optionals.len() as u32 - 1;
        Some(Step { op: Op::Optional, rep: Rep::Optional, at: 0, arg, shape })
    }

    pub(crate) fn one_of(&mut self, node: NodeId, shape: ShapeId, alternatives: &[ShapeId]) -> Option<Step> {
        let graph = self.side.graph;
        let noted = self.mismatches.len();
        let mut steps = Vec::new();
        let mut missing = Vec::new();
        for &alternative in alternatives {
            let before = self.mismatches.len();
            let step = self.step(node, alternative);
            if step.is_none() {
                missing.extend(self.mismatches.split_off(before));
            }
            steps.push((step, self.bind.layout.slot(self.bind.shapes, alternative)));
        }
        let (nodes, null, union_named) = match &graph.node(node).kind {
            NodeKind::Union(branches) => {
                (branches.clone(), null_branch(graph, branches), Some(self.side.names(&mut self.plan.names, node)))
            }
            _ => (vec![node], None, None),
        };
        let mut branches = Vec::new();
        for &branch in &nodes {
            branches.push(self.alternative_for(branch, alternatives));
        }
        self.mismatches.truncate(noted);
        if branches.iter().all(Option::is_none) {
            self.mismatches.extend(missing);
            return self.mismatch(node, shape);
        }
        self.name_alternatives(node, alternatives, &mut steps);
        self.plan.one_ofs.push(OneOfPlan { null, alternatives: steps.into(), branches: branches.into(), union_named });
        let arg = self.plan.one_ofs.len() as u32 - 1;
        Some(Step { op: Op::OneOf, rep: Rep::OneOf, at: 0, arg, shape })
    }

    /// The alternative that holds a branch. A named type prefers that of its own name; floats prefer one that is no integer.
    pub(crate) fn alternative_for(&mut self, branch: NodeId, alternatives: &[ShapeId]) -> Option<(u32, Step)> {
        let graph = self.side.graph;
        let name = graph.node(branch).name();
        let floating = matches!(graph.node(branch).kind, NodeKind::Float | NodeKind::Double);
        let mut order: Vec<usize> = (0..alternatives.len()).collect();
        order.sort_by_key(|&i| match (self.bind.shapes.get(alternatives[i]), name) {
            (Shape::Struct(record), Some(name)) if *record.name == *name.full() => 0,
            (Shape::Enum { name: host, .. }, Some(name)) if **host == *name.full() => 0,
            (Shape::Struct(record), Some(name)) if *record.name == *name.simple() => 1,
            (Shape::Enum { name: host, .. }, Some(name)) if **host == *name.simple() => 1,
            (Shape::Plain(Rep::F32 | Rep::F64), _) if floating => 1,
            _ => 2,
        });
        order.into_iter().find_map(|i| Some((i as u32, self.plain_or_none(branch, alternatives[i])?)))
    }

    /// A host type of its own name takes the branch of that name, whatever else would fit.
    fn name_alternatives(&mut self, node: NodeId, alternatives: &[ShapeId], steps: &mut [(Option<Step>, u32)]) {
        let graph = self.side.graph;
        let NodeKind::Union(branches) = &graph.node(node).kind else { return };
        for (i, &alternative) in alternatives.iter().enumerate() {
            let host = match self.bind.shapes.get(alternative) {
                Shape::Struct(record) => &record.name,
                Shape::Enum { name, .. } => name,
                _ => continue,
            };
            let full = |id: &NodeId| graph.node(*id).name().is_some_and(|name| *name.full() == **host);
            let simple = |id: &NodeId| graph.node(*id).name().is_some_and(|name| *name.simple() == **host);
            let Some(index) = branches.iter().position(full).or_else(|| branches.iter().position(simple)) else {
                continue;
            };
            if let Some(step) = self.plain_or_none(branches[index], alternative) {
                let named = self.side.names(&mut self.plan.names, node);
                self.plan.branches.push(BranchPlan { index: index as u32, step, named });
                let arg = self.plan.branches.len() as u32 - 1;
                steps[i].0 = Some(Step { op: Op::Branch, arg, ..step });
            }
        }
    }

    fn plain_or_none(&mut self, node: NodeId, shape: ShapeId) -> Option<Step> {
        let noted = self.mismatches.len();
        let step = self.plain(node, shape);
        self.mismatches.truncate(noted);
        step
    }
}

fn null_branch(graph: &Graph, branches: &[NodeId]) -> Option<u32> {
    let null = |&id: &NodeId| matches!(graph.node(id).kind, NodeKind::Null);
    branches.iter().position(null).map(|index| index as u32)
}
