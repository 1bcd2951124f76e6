PRAGMA application_id=1920230753;
PRAGMA user_version=1;
BEGIN TRANSACTION;
CREATE TABLE machine( id INTEGER PRIMARY KEY, cpu TEXT NOT NULL, microcode TEXT NOT NULL, kernel TEXT NOT NULL, hypervisor TEXT NOT NULL, topology TEXT NOT NULL, tools TEXT NOT NULL, UNIQUE(cpu, microcode, kernel, hypervisor, topology, tools));
INSERT INTO "machine" VALUES(1,'AMD EPYC','0x1000065','Linux 6.18.44-fc-v595 x86_64 #1 SMP PREEMPT_DYNAMIC @0','KVM','1 package, 1 L3 of 32 MiB, 2 cores, no SMT, 1 NUMA node; 2 of 2 CPUs usable','clang-14 14.0.6
gcc-12 12.2.0
tcc 0.9.27
glibc 2.36
musl 1.2.3
dietlibc 0.34~cvs20160606-14
');
CREATE TABLE run( id INTEGER PRIMARY KEY AUTOINCREMENT, campaign INTEGER, machine INTEGER REFERENCES machine(id), started TEXT, command TEXT, title TEXT, trial TEXT, accessor TEXT, toolchain TEXT, flags TEXT, verdict TEXT, verdict_reason TEXT, provider TEXT, pair TEXT, seed INTEGER, loads INTEGER, changes INTEGER, torn INTEGER, unjudged INTEGER, seconds REAL, torn_upper_bound REAL, control_torn INTEGER, control_changes INTEGER, control_seconds REAL, schedule_gap INTEGER, schedule_poll INTEGER, null_nanoseconds REAL, load_nanoseconds REAL, first_torn_seen INTEGER, first_torn_value INTEGER, first_torn_before INTEGER, first_torn_after INTEGER, ended TEXT, ended_system TEXT, pops INTEGER, pop_calls INTEGER, phantom_pops INTEGER, requests_wanted INTEGER, requests_done INTEGER, ring_torn INTEGER, ring_seconds REAL, first_violation_seconds REAL, ring_first_torn_seen INTEGER, ring_first_torn_value INTEGER, ring_first_torn_before INTEGER, ring_first_torn_after INTEGER, instructions TEXT, called TEXT, finished INTEGER NOT NULL);
INSERT INTO "run" VALUES(1,1,1,'2026-11-25T15:55:00Z','ringtear hammer --accessor memcpy --toolchain gcc+musl --flags ''-O2 -fno-builtin'' --pair 0,1 --seed 12835747528373543025 --milliseconds 50 --ring-milliseconds 50','memcpy','accessor          = memcpy
toolchain         = gcc+musl
flags             = -O2 -fno-builtin
pair              = 0,1
seed              = 12835747528373543025
milliseconds      = 50
ring_milliseconds = 50
','memcpy','gcc+musl','-O2 -fno-builtin','torn','34756 of 415360 index changes were read torn, the first as 0x423d between 0x3f3d and 0x4240','musl 1.2.3''s memcpy, in the module','guest on CPU 0, device on CPU 1: Different cores under the nearest cache that two cores share hand a line over fastest, so a store most often falls inside a load: CPUs 0 and 1 are two cores under one L3.',-5610996545336008591,1642496,415360,34756,1,7.65014749999863852281e-02,0.0844190718631871,129529,1710793,3.37193415000115237489e-01,32,0,3.65193429390507073861e+00,4.65763539150088519153e+01,1,16957,16189,16960,'','',225627,226673,0,2000000,225627,0,1.15934997000000011846e-01,0.0,0,0,0,0,'subq $0x18, %rsp
movq %rdi, %rsi
movl $2, %edx
leaq 0xe(%rsp), %rdi
call memcpy
movzwl 0xe(%rsp), %eax
addq $0x18, %rsp
ret
','movq %rdi, %rax
cmpq $8, %rdx
jb L2
testl $7, %edi
je L2
L1:
movsb (%rsi), (%rdi)
decq %rdx
testl $7, %edi
jne L1
L2:
movq %rdx, %rcx
shrq $3, %rcx
rep movsq (%rsi), (%rdi)
andl $7, %edx
je L4
L3:
movsb (%rsi), (%rdi)
decl %edx
jne L3
L4:
ret
',1);
CREATE TABLE violation( id INTEGER PRIMARY KEY AUTOINCREMENT, run INTEGER NOT NULL REFERENCES run(id), seconds REAL, system TEXT, invariant TEXT, message TEXT, last_avail_idx INTEGER, shadow_avail_idx INTEGER, inuse INTEGER, pops INTEGER, value INTEGER, before INTEGER, after INTEGER);
CREATE INDEX run_campaign ON run(campaign);
CREATE INDEX violation_run ON violation(run);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('run',1);
COMMIT;
