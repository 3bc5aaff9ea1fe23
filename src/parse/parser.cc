#include "parse/parser.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/os/memory.h"
#include "parse/parser_impl.h"

namespace ptrsafe {
namespace {

// Nodes take about 3 bytes a source byte, hardly ever more than 20. What a file does not use is left to
// the next one, but where addresses become scarce, less is set aside.
constexpr size_t kNodeRoomPerByte = 24;
constexpr size_t kNodeRoomPerByteScarce = 8;
constexpr uint64_t kScarce = uint64_t{4} << 30;
constexpr size_t kMinNodeRoom = 8 << 10;
constexpr size_t kSlab = 8 << 20;
constexpr size_t kListSlab = 256 << 10;
constexpr size_t kPopulateStep = 64 << 10;

thread_local NodeSlab thread_slab;

}  // namespace

void NodeSlab::populate_to(char* at) {
  if (at <= populated) return;
  char* from = std::max(populated, next);
  populated = std::min(end, at + kPopulateStep);
  os::populate(from, static_cast<size_t>(populated - from));
}

Parser::Parser(SourceFile* file, ParseMode mode, Tree* tree, NodeSlab* slab, size_t node_room)
    : lex_(file, tree), base_(file->begin().v), mode_(mode), slab_(slab), tree_(tree) {
  if (static_cast<size_t>(slab->end - slab->next) < node_room) {
    size_t size = std::max(kSlab, node_room);
    slab->next = Region::reserve(size);
    slab->end = slab->next + size;
    slab->populated = slab->next;
  }
  // What most files fill, without page faults.
  size_t size = file->text().size();
  slab->populate_to(slab->next + (mode == ParseMode::Full ? size * 3 : size / 2));
  node_next_ = reinterpret_cast<Node*>(slab->next);
  node_end_ = node_next_ + node_room / sizeof(Node);
  tree->first = node_next_;
}

void Parser::parse_file() {
  next();
  lex_.end_of_header();
  lex_.report_encoding();
  // Errors up to the end of the package clause mean that this is most likely not Go at all.
  Node* name = nullptr;
  if (tree_->errors.empty()) {
    expect(Tok::Package);
    name = identifier();
    expect_semicolon();
    lex_.report_encoding();
  }
  if (tree_->errors.empty()) {
    tree_->package_name = name;
    import_declarations();
    if (mode_ != ParseMode::ImportsOnly) {
      while (!at(Tok::EndOfFile)) declaration_into_tree();
    }
  }
  lex_.report_encoding();
  if (!exhausted_) {
    tree_->count = static_cast<uint32_t>(node_next_ - tree_->first);
    slab_->next = reinterpret_cast<char*>(node_next_);
  }
}

// --- tokens

Pos Parser::expect(Tok t) {
  Pos p = pos();
  if (!at(t)) error_expected(p, t);
  next();
  return p;
}

Pos Parser::expect_or_none(Tok t) {
  Pos p = pos();
  if (!at(t)) {
    error_expected(p, t);
    p = Pos{};
  }
  next();
  return p;
}

Pos Parser::expect_closing(Tok t, const char* context) {
  if (!at(t) && at(Tok::Semicolon) && lex_.implied) {
    error(pos(), fmt::format("missing ',' before newline in {}", context));
    next();
  }
  return expect(t);
}

void Parser::expect_semicolon() {
  if (at(Tok::Semicolon)) {
    next();
    return;
  }
  if (at(Tok::RParen) || at(Tok::RBrace)) return;
  error_expected(pos(), Tok::Semicolon);
  if (at(Tok::Comma)) {
    next();
  } else {
    advance(kStartsStatement);
  }
}

bool Parser::at_comma(const char* context, Tok close) {
  if (at(Tok::Comma)) return true;
  if (at(close)) return false;
  bool newline = at(Tok::Semicolon) && lex_.implied;
  error(pos(), fmt::format("missing ','{} in {}", newline ? " before newline" : "", context));
  return true;
}

void Parser::advance(uint8_t flag) {
  for (; !at(Tok::EndOfFile); next()) {
    if (!has_flag(tok(), flag)) continue;
    // Stopping here is good if there was progress since the last stop, or not too many stops without.
    if (offset() == sync_offset_ && sync_count_ < 10) {
      sync_count_++;
      return;
    }
    if (offset() > sync_offset_) {
      sync_offset_ = offset();
      sync_count_ = 0;
      return;
    }
  }
}

// --- errors

void Parser::error(Pos at, std::string message) {
  if (gave_up_) return;
  if (tree_->errors.size() >= Lexer::kMaxErrors) {
    // The lexer may have said so already.
    if (tree_->errors.size() == Lexer::kMaxErrors) tree_->errors.push_back({at, "too many errors", false, {}});
    give_up();
    return;
  }
  tree_->errors.push_back({at, std::move(message), false, {}});
}

void Parser::error_expected(Pos at, const char* what) {
  if (gave_up_) return;
  std::string message = fmt::format("expected {}", what);
  if (at == pos()) {
    if (this->at(Tok::Semicolon) && lex_.implied) {
      message += ", found newline";
    } else if (this->at(Tok::Ident) || is_literal(tok())) {
      message += ", found ";
      message += lex_.text();
    } else {
      message += fmt::format(", found '{}'", token_text(tok()));
    }
  }
  error(at, std::move(message));
}

void Parser::error_expected(Pos at, Tok what) {
  if (gave_up_) return;
  error_expected(at, fmt::format("'{}'", token_text(what)).c_str());
}

void Parser::give_up() {
  gave_up_ = true;
  lex_.stop();
}

void Parser::too_deep() {
  if (gave_up_) return;
  error(pos(), "exceeded max nesting depth");
  give_up();
}

// --- nodes

void Parser::out_of_nodes() {
  // The rest of the parse only unwinds; a little room anywhere will do. The result is thrown away.
  if (!exhausted_) {
    exhausted_ = true;
    give_up();
  }
  constexpr size_t kNodes = 1024;
  node_next_ = static_cast<Node*>(Region::allocate(kNodes * sizeof(Node)));
  node_end_ = node_next_ + kNodes;
}

NodeListData* Parser::new_list(size_t count) {
  size_t size = sizeof(uint32_t) * (count + 1);
  if (static_cast<size_t>(slab_->list_end - slab_->list_next) < size) {
    if (size > kListSlab / 4) {
      auto* l = reinterpret_cast<NodeListData*>(Region::reserve(size));
      l->count = static_cast<uint32_t>(count);
      return l;
    }
    slab_->list_next = static_cast<char*>(Region::allocate(kListSlab));
    slab_->list_end = slab_->list_next + kListSlab;
  }
  auto* l = reinterpret_cast<NodeListData*>(slab_->list_next);
  slab_->list_next += size;
  l->count = static_cast<uint32_t>(count);
  return l;
}

NodeList Parser::pop_list(size_t mark) {
  size_t count = stack_.size() - mark;
  NodeListData* l = new_list(count);
  if (count > 0) std::memcpy(static_cast<void*>(l->items), stack_.data() + mark, count * sizeof(uint32_t));
  stack_.resize(mark);
  return NodeList{Ref<NodeListData>(l)};
}

NodeList Parser::list(std::initializer_list<Node*> nodes) {
  NodeListData* l = new_list(nodes.size());
  size_t i = 0;
  for (Node* n : nodes) l->items[i++] = Ref<Node>(n);
  return NodeList{Ref<NodeListData>(l)};
}

// --- identifiers

Node* Parser::blank(Pos at) { return make(NodeKind::Ident, at, names.blank.data.v); }

Node* Parser::identifier() {
  Pos p = pos();
  if (at(Tok::Ident)) {
    Node* n = make(NodeKind::Ident, p, lex_.name.data.v);
    next();
    return n;
  }
  expect(Tok::Ident);
  return blank(p);
}

NodeList Parser::identifier_list() {
  size_t m = mark();
  push(identifier());
  while (got(Tok::Comma)) push(identifier());
  return pop_list(m);
}

std::unique_ptr<Tree> parse_file(SourceFile* file, ParseMode mode, bool generic_bodies) {
  init_names();
  size_t room = file->text().size() * (Region::used() < kScarce ? kNodeRoomPerByte : kNodeRoomPerByteScarce);
  room += kMinNodeRoom;
  for (;; room *= 4) {
    auto tree = std::make_unique<Tree>();
    tree->file = file;
    tree->bodies_skipped = mode == ParseMode::SkipBodies || mode == ParseMode::SkipLiterals;
    Parser parser(file, mode, tree.get(), &thread_slab, room);
    parser.read_generic_bodies(generic_bodies);
    parser.parse_file();
    if (parser.exhausted()) continue;
    std::stable_sort(tree->errors.begin(), tree->errors.end(),
                     [](const Diagnostic& a, const Diagnostic& b) {
                       return a.pos == b.pos ? a.message < b.message : a.pos < b.pos;
                     });
    return tree;
  }
}

}  // namespace ptrsafe
