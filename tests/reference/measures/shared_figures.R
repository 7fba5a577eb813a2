# Figures of R's psych and multilevel on the real answers of the package multilevel, which stay where they are:
# only figures are stored. Run: Rscript shared_figures.R FOLDER    (FOLDER holds bh1996.csv ...; writes
# shared_figures.json)
suppressPackageStartupMessages({ library(psych); library(multilevel); library(jsonlite) })
folder <- commandArgs(TRUE)[1]
table <- function(name) read.csv(file.path(folder, name))
mixed <- function(x, g) {
  fit <- lme(x ~ 1, random = ~1 | g, control = lmeControl(msTol = 1e-12, tolerance = 1e-12))
  tau <- as.numeric(VarCorr(fit)[1, 1]); sigma <- fit$sigma^2
  size <- as.numeric(base::table(g))
  list(icc1 = tau / (tau + sigma), each_team = mean(tau / (tau + sigma / size)),
       mean_size = tau / (tau + sigma / mean(size)))
}
spread <- function(x) list(mean = mean(x, na.rm = TRUE), min = min(x, na.rm = TRUE), max = max(x, na.rm = TRUE))
scale <- function(items, teams) {
  whole <- na.omit(items)
  a <- suppressWarnings(psych::alpha(whole, warnings = FALSE))
  list(alpha = a$total$raw_alpha, n = nrow(whole), r_drop = a$item.stats$r.drop,
       rwg_j = spread(multilevel::rwg.j(items, teams)$rwg.j),
       rwg_j_skewed = spread(multilevel::rwg.j(items, teams, ranvar = 1.34)$rwg.j),
       average_deviation = spread(multilevel::ad.m(items, teams, type = "median")$AD.M))
}
bh <- table("bh1996.csv"); bhr <- table("bhr2000.csv"); lq <- table("lq2002.csv"); small <- table("cohesion.csv")
icc <- function(x, g) {
  fit <- aov(x ~ as.factor(g))
  c(list(icc1 = multilevel::ICC1(fit), icc2 = multilevel::ICC2(fit)), list(mixed = mixed(x, g)))
}
out <- list(
  bh1996 = lapply(bh[c("WBEING", "COHES", "LEAD", "HRS")], icc, g = bh$GRP),
  bhr2000 = scale(bhr[, 2:12], bhr$GRP),
  lq2002 = scale(lq[, paste0("LEAD", sprintf("%02d", 1:11))], lq$COMPID),
  cohesion = list(rwg_j = multilevel::rwg.j(small[, 3:7], small$PLATOON)$rwg.j,
                  team = multilevel::rwg.j(small[, 3:7], small$PLATOON)$grpid,
                  rwg = multilevel::rwg(small$COH01, small$PLATOON)$rwg)
)
write_json(out, "shared_figures.json", digits = NA, auto_unbox = TRUE, pretty = TRUE, na = "null")
